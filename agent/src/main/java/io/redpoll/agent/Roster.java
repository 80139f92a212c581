package io.redpoll.agent;

import com.hazelcast.core.EntryEvent;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryMergedListener;
import com.hazelcast.map.listener.EntryRemovedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/**
 * The names of the agents that take work, known to all members of the cluster. An agent is a member before it knows anything
 * and after it has handed everything over: in between it stands here.
 *
 * <p>It tells who is willing, never who is alive: that is the cluster manager's to say. Belongs to one Vert.x context.
 */
final class Roster {

  private static final System.Logger LOG = System.getLogger(Roster.class.getName());
  static final String MAP = "redpoll.agents";

  private final Context context;
  private final Runnable changed;
  private final IMap<String, Boolean> map;
  private Set<String> names = new HashSet<>();
  private Future<Void> reading = Future.succeededFuture();
  private boolean stale;
  private UUID subscription;

  /**
   * An empty roster.
   *
   * @param context where it lives
   * @param changed is run on the context after each change
   */
  Roster(HazelcastInstance hazelcast, Context context, Runnable changed) {
    this.context = context;
    this.changed = changed;
    this.map = hazelcast.getMap(MAP);
  }

  /** Follows it. Done when it was read once. */
  Future<Void> follow() {
    return context
        .executeBlocking(() -> map.addEntryListener(new Listener(), false), false)
        .onSuccess(id -> subscription = id)
        .compose(id -> read());
  }

  /** Writes {@code name} in, also again. */
  Future<Void> enter(String name) {
    return done(map.setAsync(name, true));
  }

  /** Strikes {@code name} out, also one that is not in it. Done when every member can know. */
  Future<Void> strike(String name) {
    return done(map.removeAsync(name));
  }

  boolean has(String name) {
    return names.contains(name);
  }

  /**
   * Reads the whole again, as after a merge, of which the part that joins the other is not told everything. Done when what stands
   * here is not older than this call.
   */
  Future<Void> read() {
    if (reading.isComplete()) {
      reading = readOnce();
    } else {
      stale = true;
    }
    return reading;
  }

  private Future<Void> readOnce() {
    stale = false;
    return context
        .executeBlocking(() -> Set.copyOf(map.keySet()), false)
        .compose(this::took, this::failed);
  }

  void close() {
    if (subscription != null) {
      context
          .executeBlocking(() -> map.removeEntryListener(subscription), false)
          .onFailure(e -> LOG.log(System.Logger.Level.DEBUG, "roster: {0}", e.toString()));
    }
  }

  private Future<Void> took(Set<String> read) {
    if (stale) {
      return readOnce();
    }
    names = new HashSet<>(read);
    changed.run();
    return Future.succeededFuture();
  }

  /** What was known stays. The next change of membership asks again. */
  private Future<Void> failed(Throwable e) {
    LOG.log(System.Logger.Level.DEBUG, "roster: reading failed: {0}", e.toString());
    return Future.succeededFuture();
  }

  private Future<Void> done(CompletionStage<?> written) {
    Promise<Void> done = Promise.promise();
    written.whenComplete((any, e) -> context.runOnContext(now -> {
      if (e != null) {
        LOG.log(System.Logger.Level.DEBUG, "roster: writing failed: {0}", e.toString());
      }
      done.complete();
    }));
    return done.future();
  }

  private void heard(Runnable news) {
    context.runOnContext(now -> {
      news.run();
      // What is being read may be older than this.
      stale = true;
      changed.run();
    });
  }

  /**
   * Of the cluster manager's threads. What is in the map may come by any of three ways: after a merge a name that was struck
   * stands there again, and no addition tells of it.
   */
  private final class Listener
      implements EntryAddedListener<String, Boolean>,
          EntryUpdatedListener<String, Boolean>,
          EntryMergedListener<String, Boolean>,
          EntryRemovedListener<String, Boolean> {

    @Override
    public void entryAdded(EntryEvent<String, Boolean> event) {
      heard(() -> names.add(event.getKey()));
    }

    @Override
    public void entryUpdated(EntryEvent<String, Boolean> event) {
      heard(() -> names.add(event.getKey()));
    }

    @Override
    public void entryMerged(EntryEvent<String, Boolean> event) {
      heard(() -> names.add(event.getKey()));
    }

    @Override
    public void entryRemoved(EntryEvent<String, Boolean> event) {
      heard(() -> names.remove(event.getKey()));
    }
  }
}
