package io.redpoll.agent.http;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import io.redpoll.endpoint.Snapshot;
import io.redpoll.event.EventAddresses;
import io.redpoll.registry.SnapshotJson;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * What all agents know, asked over the event bus. An agent that does not answer takes nothing away: what it told before
 * stays, and the answer says that it is not complete. Belongs to the context of the admin port.
 */
final class ClusterView {

  private static final System.Logger LOG = System.getLogger(ClusterView.class.getName());
  private static final long TIMEOUT_MILLIS = 2_000;

  private final AgentView agent;
  private final Gathering<JsonArray> snapshots;
  private final Gathering<JsonObject> latencies;
  private Overview last = Overview.NOTHING;
  private boolean failing;

  ClusterView(Context context, AgentView agent, LongSupplier nanoTime) {
    this.agent = agent;
    this.snapshots = new Gathering<>(context, nanoTime, this::askForSnapshots);
    this.latencies = new Gathering<>(context, nanoTime, this::askForLatencies);
  }

  /** All Services. It never fails. */
  Future<Overview> services() {
    return snapshots
        .ask()
        .map(entries -> {
          failing = false;
          last = new Overview(decode(entries), true);
          return last;
        })
        .otherwise(failure -> {
          LOG.log(
              failing || !agent.bus().isComplete() ? DEBUG : WARNING,
              "the Services of all agents: {0}; showing what is known",
              failure.getMessage());
          failing = agent.bus().isComplete();
          last = last.mendedWith(agent.snapshots());
          return last;
        });
  }

  /** The last latency of each endpoint that some agent checks, in microseconds by endpoint id. It never fails. */
  Future<JsonObject> latencies() {
    return latencies.ask();
  }

  private Future<JsonArray> askForSnapshots() {
    return bus()
        .map(vertx -> vertx
            .eventBus()
            .<JsonObject>request(EventAddresses.SNAPSHOT, new JsonObject(), options())
            .map(reply -> reply.body().getJsonArray("snapshots")))
        .orElseGet(() -> Future.failedFuture("this agent has not joined its cluster yet"));
  }

  private Future<JsonObject> askForLatencies() {
    List<Future<JsonObject>> answers = bus().stream()
        .flatMap(vertx -> agent.agents().stream()
            .map(name -> vertx
                .eventBus()
                .request(Latencies.addressOf(name), new JsonObject(), options())
                .map(reply -> (JsonObject) reply.body())
                .otherwise(new JsonObject())))
        .toList();
    return Future.join(answers).map(all -> {
      JsonObject merged = new JsonObject();
      answers.forEach(answer -> merged.mergeIn(answer.result()));
      return merged;
    });
  }

  private Optional<Vertx> bus() {
    return Optional.ofNullable(agent.bus().result());
  }

  private static DeliveryOptions options() {
    return new DeliveryOptions().setSendTimeout(TIMEOUT_MILLIS);
  }

  /** What cannot be read is left out: another agent may be newer, or a stranger answered. */
  private static List<Snapshot> decode(JsonArray entries) {
    List<Snapshot> decoded = new ArrayList<>();
    for (Object entry : entries) {
      try {
        decoded.add(SnapshotJson.decode(((JsonObject) entry).getJsonObject("snapshot")));
      } catch (IllegalArgumentException | ClassCastException | NullPointerException e) {
        LOG.log(DEBUG, "a snapshot was left out: {0}", e.getMessage());
      }
    }
    return decoded;
  }
}
