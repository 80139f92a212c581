package io.redpoll.agent.http;

import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.Observation;
import io.redpoll.endpoint.Observation.Healthy;
import io.redpoll.event.Strangers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How long the last check of each endpoint took, of those that this agent checks; told to whichever agent asks.
 *
 * <p>Latencies change with each check, so they are in no snapshot, record or event. Belongs to the context of the agent,
 * on which checks are told and questions answered.
 */
public final class Latencies {

  private final LongSupplier nanoTime;
  private final long freshNanos;
  private final Map<EndpointId, Latency> last = new HashMap<>();
  private final Strangers strangers = new Strangers();
  private Future<MessageConsumer<Object>> consumer = Future.failedFuture("not started");

  private record Latency(long micros, long at) {}

  /**
   * Nothing known yet.
   *
   * @param interval between checks; what three of them did not confirm is not told any more
   */
  public Latencies(LongSupplier nanoTime, Duration interval) {
    this.nanoTime = nanoTime;
    this.freshNanos = interval.multipliedBy(3).plusSeconds(2).toNanos();
  }

  static String addressOf(String agent) {
    return "redpoll.latencies.agent." + agent;
  }

  /** Begins to answer, under the name of the agent. */
  public Future<Void> start(Vertx vertx, String agent) {
    String address = addressOf(agent);
    MessageConsumer<Object> answers = vertx
        .eventBus()
        .consumer(
            address,
            question ->
                strangers.admit(address, question).ifPresent(asked -> question.reply(toJson())));
    consumer = Future.succeededFuture(answers);
    return answers.completion();
  }

  /** Stops to answer. */
  public Future<Void> stop() {
    return consumer.compose(MessageConsumer::unregister).otherwiseEmpty();
  }

  /** Keeps the latency of a check that went well, and forgets that of an endpoint whose did not. */
  public void observe(Observation observation) {
    if (observation.finding() instanceof Healthy healthy) {
      long micros = healthy.latency().toNanos() / 1_000;
      last.put(observation.endpoint(), new Latency(micros, nanoTime.getAsLong()));
    } else {
      last.remove(observation.endpoint());
    }
  }

  /** How many messages were no questions, by address; for any thread. */
  public Map<String, Long> dropped() {
    return strangers.dropped();
  }

  JsonObject toJson() {
    long now = nanoTime.getAsLong();
    last.values().removeIf(latency -> now - latency.at > freshNanos);
    JsonObject json = new JsonObject();
    last.forEach((endpoint, latency) -> json.put(endpoint.toString(), latency.micros));
    return json;
  }
}
