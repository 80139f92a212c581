package io.redpoll.probe;

import io.redpoll.endpoint.Observation.Unreached;
import io.redpoll.resp.Fault;
import io.redpoll.resp.RespConnection;
import io.redpoll.resp.RespException;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import java.util.function.Consumer;

/** The one long-lived connection to an endpoint: made when a check wants it, kept until it breaks. Its prober's context. */
final class ProbeLink {

  private final ContextInternal context;
  private final Connector connector;
  private final Consumer<Unreached> broken;
  private RespConnection connection;

  /** Grows when the link is cut, so that a connection that comes later is told from those that are wanted. */
  private int generation;

  /** Tells {@code broken} how the connection broke, if that was not our doing. */
  ProbeLink(ContextInternal context, Connector connector, Consumer<Unreached> broken) {
    this.context = context;
    this.connector = connector;
    this.broken = broken;
  }

  /** An open connection within the time of {@code check}. */
  Future<RespConnection> connected(ProbeTarget target, Check check) {
    if (connection != null && connection.isOpen()) {
      return Future.succeededFuture(connection);
    }
    return renewed(target, check);
  }

  /** A new connection, which takes the place of an open one as soon as it is made: the old one may be a dead path. */
  Future<RespConnection> renewed(ProbeTarget target, Check check) {
    int mine = generation;
    return connector.connect(target, check.remaining()).map(redis -> {
      if (mine == generation) {
        keep(redis);
      } else {
        redis.close();
      }
      return redis;
    });
  }

  private void keep(RespConnection redis) {
    RespConnection old = connection;
    connection = redis;
    if (old != null) {
      old.close();
    }
    redis.closeHandler(cause -> context.emit(cause, why -> lost(redis, why)));
  }

  /** Closes the connection, also one that is still being made. */
  Future<Void> cut() {
    generation++;
    RespConnection old = connection;
    connection = null;
    return old == null ? context.succeededFuture() : old.close();
  }

  private void lost(RespConnection redis, Throwable cause) {
    if (redis != connection) {
      return;
    }
    connection = null;
    boolean byOther = cause instanceof RespException why && why.fault() != Fault.ENDED;
    if (byOther && NoReply.of(cause) instanceof Unreached how) {
      broken.accept(how);
    }
  }
}
