package io.redpoll.agent.chaos;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What an application tells of itself and of what it sees. */
record Report(JsonObject json) {

  /** What it was told as a subscriber: each Service and pod with its address and status. */
  Map<String, String> states() {
    Map<String, String> states = new TreeMap<>();
    json.getJsonObject("states")
        .forEach(state -> states.put(state.getKey(), (String) state.getValue()));
    return states;
  }

  /** The same as the records say it. */
  Map<String, String> records() {
    return endpoints(objects(json, "records"));
  }

  /**
   * The registrations of records of Redpoll's that belong to no snapshot in the records and to no endpoint of one, and of those
   * that should be there and are not.
   */
  List<String> oddRecords() {
    Set<String> odd = new TreeSet<>(expectedRegistrations());
    for (Object registration : json.getJsonArray("registrations")) {
      if (!odd.remove((String) registration)) {
        odd.add((String) registration);
      }
    }
    return List.copyOf(odd);
  }

  /** Whether all that it sees is as {@code truth} says. */
  boolean says(Map<String, String> truth) {
    return states().equals(truth) && records().equals(truth) && oddRecords().isEmpty();
  }

  /** Changes that do not go on from what was known. */
  JsonArray unexplained() {
    return json.getJsonArray("unexplained");
  }

  List<JsonObject> downs() {
    return objects(json, "downs");
  }

  /** The books of its counters. */
  List<JsonObject> counts() {
    return objects(json, "counts");
  }

  String summary() {
    return json.getLong("events") + " events, " + downs().size() + " downs; commands: "
        + sum("acknowledged") + " acknowledged, " + sum("failed") + " not run, " + sum("unknown")
        + " of unknown outcome";
  }

  /** Each Service and pod in some snapshots, with its address and status; all of them, where one is there twice. */
  static Map<String, String> endpoints(List<JsonObject> snapshots) {
    Map<String, String> states = new TreeMap<>();
    for (JsonObject snapshot : snapshots) {
      for (JsonObject endpoint : objects(snapshot, "endpoints")) {
        states.merge(
            snapshot.getString("service") + " " + endpoint.getString("pod"),
            endpoint.getString("host") + ":" + endpoint.getInteger("port") + " "
                + endpoint.getString("status"),
            (a, b) -> a + " and " + b);
      }
    }
    return states;
  }

  static List<JsonObject> objects(JsonObject json, String field) {
    return json.getJsonArray(field).stream().map(JsonObject.class::cast).toList();
  }

  private Set<String> expectedRegistrations() {
    Set<String> expected = new TreeSet<>();
    for (JsonObject snapshot : objects(json, "records")) {
      String service = "redpoll/" + snapshot.getString("service");
      expected.add(service);
      objects(snapshot, "endpoints")
          .forEach(endpoint -> expected.add(service + "/" + endpoint.getString("id")));
    }
    return expected;
  }

  private long sum(String field) {
    return counts().stream().mapToLong(count -> count.getLong(field)).sum();
  }
}
