package io.redpoll.peer;

import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.HostAndPort;
import io.redpoll.endpoint.Keys;
import io.redpoll.endpoint.Monitored;
import io.redpoll.endpoint.Observation;
import io.redpoll.endpoint.Observation.Failure;
import io.redpoll.endpoint.Observation.Finding;
import io.redpoll.endpoint.Observation.Healthy;
import io.redpoll.endpoint.Observation.Impaired;
import io.redpoll.endpoint.Observation.Impairment;
import io.redpoll.endpoint.Observation.Unreached;
import io.redpoll.endpoint.ReplicationFacts;
import io.redpoll.endpoint.Role;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The one mapping between an {@link Observation} and its JSON between agents. What is missing, of the wrong type or of
 * another version's words is an {@link IllegalArgumentException}.
 */
final class ObservationJson {

  private ObservationJson() {}

  static JsonObject encode(Observation observation) {
    JsonObject json = new JsonObject()
        .put("endpoint", observation.endpoint().toString())
        .put("by", observation.observer())
        .put("at", observation.at().toString());
    Finding finding = observation.finding();
    if (finding instanceof Healthy healthy) {
      return json.put("healthy", encode(healthy.facts()))
          .put("nanos", healthy.latency().toNanos());
    }
    if (finding instanceof Impaired impaired) {
      impaired.facts().ifPresent(facts -> json.put("facts", encode(facts)));
      return json.put("impaired", impaired.kind().name()).put("message", impaired.message());
    }
    Unreached unreached = (Unreached) finding;
    return json.put("unreached", unreached.failure().name()).put("message", unreached.message());
  }

  static Observation decode(JsonObject json) {
    try {
      return new Observation(
          EndpointId.parse(json.getString("endpoint")),
          json.getString("by"),
          Instant.parse(json.getString("at")),
          finding(json));
    } catch (ClassCastException | NullPointerException | DateTimeException e) {
      throw new IllegalArgumentException(
          "observation: a field is missing or of the wrong type (expected: that of an agent)", e);
    }
  }

  private static Finding finding(JsonObject json) {
    if (json.containsKey("healthy")) {
      return new Healthy(
          facts(json.getJsonObject("healthy")), Duration.ofNanos(json.getLong("nanos")));
    }
    if (json.containsKey("impaired")) {
      return new Impaired(
          Impairment.valueOf(json.getString("impaired")),
          json.getString("message"),
          Optional.ofNullable(json.getJsonObject("facts")).map(ObservationJson::facts));
    }
    return new Unreached(Failure.valueOf(json.getString("unreached")), json.getString("message"));
  }

  private static JsonObject encode(ReplicationFacts facts) {
    JsonArray watches = new JsonArray();
    facts.watches().forEach(watched -> watches.add(encode(watched)));
    return new JsonObject()
        .put("role", facts.role().name())
        .put("runId", facts.runId())
        .put("clusterMode", facts.clusterMode())
        .put("follows", encode(facts.follows()))
        .put("linkUp", facts.linkUp())
        .put("watches", watches)
        .put("keys", facts.keys().name());
  }

  private static ReplicationFacts facts(JsonObject json) {
    return new ReplicationFacts(
        Role.valueOf(json.getString("role")),
        json.getString("runId"),
        json.getBoolean("clusterMode"),
        address(json.getJsonObject("follows")),
        json.getBoolean("linkUp"),
        objects(json.getJsonArray("watches")).stream()
            .map(ObservationJson::monitored)
            .toList(),
        Keys.valueOf(json.getString("keys")));
  }

  private static JsonObject encode(Monitored watched) {
    JsonArray replicas = new JsonArray();
    watched.replicas().forEach(replica -> replicas.add(encode(replica)));
    return new JsonObject()
        .put("name", watched.name())
        .put("primary", encode(watched.primary()))
        .put("replicas", replicas)
        .put("quorum", watched.quorum())
        .put("otherSentinels", watched.otherSentinels())
        .put("epoch", watched.epoch())
        .put(
            "flags",
            new JsonArray(watched.flags().stream().map(Enum::name).sorted().toList()));
  }

  private static Monitored monitored(JsonObject json) {
    Set<Monitored.Flag> flags = json.getJsonArray("flags").stream()
        .map(flag -> Monitored.Flag.valueOf((String) flag))
        .collect(Collectors.toSet());
    return new Monitored(
        json.getString("name"),
        address(json.getJsonObject("primary")),
        objects(json.getJsonArray("replicas")).stream()
            .map(ObservationJson::address)
            .toList(),
        json.getInteger("quorum"),
        json.getInteger("otherSentinels"),
        json.getLong("epoch"),
        flags);
  }

  private static JsonObject encode(HostAndPort address) {
    return new JsonObject().put("host", address.host()).put("port", address.port());
  }

  private static HostAndPort address(JsonObject json) {
    return new HostAndPort(json.getString("host"), json.getInteger("port"));
  }

  private static List<JsonObject> objects(JsonArray array) {
    List<JsonObject> objects = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      objects.add(array.getJsonObject(i));
    }
    return objects;
  }
}
