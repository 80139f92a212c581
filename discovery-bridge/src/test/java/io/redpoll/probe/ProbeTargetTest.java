package io.redpoll.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.EndpointConditions;
import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.HostAndPort;
import io.redpoll.endpoint.Mode;
import io.redpoll.endpoint.ServiceEndpoints;
import io.redpoll.endpoint.ServiceId;
import io.redpoll.endpoint.ServiceSettings;
import io.redpoll.endpoint.Topology;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProbeTargetTest {

  private static final HostAndPort ADDRESS = new HostAndPort("10.0.0.7", 6379);
  private static final EndpointId ID = EndpointId.ofPod("shop", "uid-0", 6379);

  @Test
  void rd03PodInSeveralServicesIsOneTarget() {
    List<ServiceEndpoints> services =
        List.of(service("cache", false, ""), service("cache-headless", false, "shop-cache"));
    assertThat(ProbeTarget.of(services))
        .containsExactly(
            java.util.Map.entry(ID, new ProbeTarget(ADDRESS, false, "", "shop-cache")));
  }

  @Test
  void rd10CertificateHasTheNameThatDnsGivesThePod() {
    assertThat(ProbeTarget.of(List.of(service("cache-headless", true, ""))).get(ID))
        .isEqualTo(new ProbeTarget(ADDRESS, true, "cache-0.cache-headless.shop.svc", ""));
  }

  private static ServiceEndpoints service(String name, boolean tls, String credentials) {
    Endpoint endpoint =
        new Endpoint(ID, "cache-0", "cache-0", ADDRESS, "node-1", "", EndpointConditions.READY);
    return new ServiceEndpoints(
        new ServiceId("shop", name),
        new ServiceSettings(Topology.UNKNOWN, Mode.STORE, tls, credentials),
        List.of(endpoint),
        List.of());
  }
}
