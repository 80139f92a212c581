package io.redpoll.handle;

import io.redpoll.registry.ServiceRecord;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Redis;
import io.vertx.servicediscovery.Record;
import io.vertx.servicediscovery.ServiceDiscovery;
import io.vertx.servicediscovery.ServiceReference;
import io.vertx.servicediscovery.spi.ServiceType;
import io.vertx.servicediscovery.types.AbstractServiceReference;

/**
 * The service type {@code redis-service}: gives the Redis of a service record as a handle, and gives the handle back with the
 * reference. The reference's configuration is that of {@link RedisHandleOptions}, but for the Service, which the record says.
 */
public final class RedisServiceType implements ServiceType {

  /** Made by the service loader. */
  public RedisServiceType() {}

  @Override
  public String name() {
    return ServiceRecord.TYPE;
  }

  @Override
  public ServiceReference get(
      Vertx vertx, ServiceDiscovery discovery, Record record, JsonObject configuration) {
    RedisHandleOptions options =
        configuration == null ? new RedisHandleOptions() : new RedisHandleOptions(configuration);
    return new Reference(vertx, discovery, record, options.setService(record.getName()));
  }

  private static final class Reference extends AbstractServiceReference<Redis> {

    private final ServiceDiscovery discovery;
    private final RedisHandleOptions options;

    Reference(Vertx vertx, ServiceDiscovery discovery, Record record, RedisHandleOptions options) {
      super(vertx, discovery, record);
      this.discovery = discovery;
      this.options = options;
    }

    @Override
    protected Redis retrieve() {
      return RedisHandle.create(vertx, discovery, options);
    }

    @Override
    protected void onClose() {
      service
          .close()
          .onFailure(cause -> System.getLogger(RedisServiceType.class.getName())
              .log(
                  System.Logger.Level.WARNING,
                  "Service {0}: closing its handle failed: {1}",
                  record().getName(),
                  cause.getMessage()));
    }
  }
}
