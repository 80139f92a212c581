package io.redpoll.bench;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.EndpointConditions;
import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.EndpointState;
import io.redpoll.endpoint.HostAndPort;
import io.redpoll.endpoint.Role;
import io.redpoll.endpoint.ServiceId;
import io.redpoll.endpoint.ServiceSettings;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.endpoint.Status;
import io.redpoll.endpoint.Topology;
import io.redpoll.handle.RedisHandle;
import io.redpoll.handle.RedisHandleOptions;
import io.redpoll.registry.ServiceRecord;
import io.vertx.servicediscovery.ServiceDiscovery;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** A handle as applications hold it, of a Service whose record stands in the place of an agent's. */
final class HandleClient {

  static final String HANDLE = "Redpoll RedisHandle";

  private static final ServiceId SERVICE = new ServiceId("bench", "redis");

  private HandleClient() {}

  static Subject open(Rig rig) throws TimeoutException {
    ServiceDiscovery discovery = ServiceDiscovery.create(rig.vertx());
    HostAndPort address = new HostAndPort(rig.server().host(), rig.server().port());
    rig.open(() -> discovery.update(ServiceRecord.of(standalone(address))));
    RedisHandle handle = RedisHandle.create(
        rig.vertx(), discovery, new RedisHandleOptions().setService(SERVICE.toString()));
    rig.atEnd(() -> handle.close().onComplete(done -> discovery.close()));
    return new Subject(HANDLE, (ask, done) -> handle.send(ask.request()).onComplete(done));
  }

  private static Snapshot standalone(HostAndPort address) {
    EndpointId id = EndpointId.ofPod(SERVICE.namespace(), "bench-uid", address.port());
    Endpoint endpoint =
        new Endpoint(id, "redis-0", "redis-0", address, "", "", EndpointConditions.READY);
    EndpointState state = new EndpointState(endpoint, Status.UP, Role.PRIMARY, false, "");
    return new Snapshot(
        SERVICE,
        ServiceSettings.DEFAULT,
        1,
        1,
        Topology.STANDALONE,
        Optional.of(id),
        List.of(),
        List.of(state));
  }
}
