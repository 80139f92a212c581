package io.redpoll.agent;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.topic.ITopic;
import com.hazelcast.topic.Message;
import io.redpoll.health.Reunion;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The ends of splits of the cluster. The cluster manager tells them only to the members of the part that joins the other; these
 * pass it on, once all that they bring along has arrived. Belongs to one Vert.x context.
 */
final class Reunions {

  private static final System.Logger LOG = System.getLogger(Reunions.class.getName());
  private static final String TOPIC = "redpoll.reunions";

  private final HazelcastInstance hazelcast;
  private final Context context;
  private final Consumer<Reunion> listener;
  private final ITopic<String> topic;
  private UUID lifecycle;
  private UUID subscription;

  /**
   * Followed by nobody yet.
   *
   * @param context where it lives
   * @param listener is called there
   */
  Reunions(HazelcastInstance hazelcast, Context context, Consumer<Reunion> listener) {
    this.hazelcast = hazelcast;
    this.context = context;
    this.listener = listener;
    this.topic = hazelcast.getTopic(TOPIC);
  }

  /** Follows them. Done when none can be missed. */
  Future<Void> follow() {
    lifecycle = hazelcast.getLifecycleService().addLifecycleListener(this::changed);
    return context
        .executeBlocking(() -> topic.addMessageListener(this::told), false)
        .onSuccess(id -> subscription = id)
        .mapEmpty();
  }

  /** Tells the agents of the part that this one's has joined. */
  void tell(String self) {
    context
        .executeBlocking(
            () -> {
              topic.publish(self);
              return null;
            },
            false)
        .onFailure(e -> LOG.log(DEBUG, "reunion: {0}", e.toString()));
  }

  /** Of a cluster that runs. */
  void close() {
    hazelcast.getLifecycleService().removeLifecycleListener(lifecycle);
    if (subscription != null) {
      context
          .executeBlocking(() -> topic.removeMessageListener(subscription), false)
          .onFailure(e -> LOG.log(DEBUG, "reunions: {0}", e.toString()));
    }
  }

  /** On one of the cluster manager's threads. */
  private void changed(LifecycleEvent event) {
    switch (event.getState()) {
      case MERGING -> context.runOnContext(now -> listener.accept(Reunion.JOINING));
      case MERGED -> ended(INFO, "this agent has joined the other part of its cluster");
      case MERGE_FAILED ->
        ended(WARNING, "this agent could not join the other part of its cluster");
      default -> {
        // Of no split.
      }
    }
  }

  private void ended(System.Logger.Level level, String how) {
    LOG.log(level, how);
    context.runOnContext(now -> listener.accept(Reunion.JOINED));
  }

  /** On one of the cluster manager's threads. */
  private void told(Message<String> message) {
    if (!message.getPublishingMember().localMember()) {
      context.runOnContext(now -> listener.accept(Reunion.WAS_JOINED));
    }
  }
}
