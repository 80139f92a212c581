package io.redpoll.agent.dev;

import io.vertx.core.json.JsonObject;

/**
 * What became of one pod that was killed. It counts as announced when {@code endpoint.down} came, as replaced when the pod of
 * that name came up again, and as recovered when after that every use of its Service went well for a while. Belongs to the
 * event loop of the dev mode.
 */
final class Kill {

  private final String pod;
  private boolean done;
  private boolean announced;
  private boolean restarted;
  private boolean up;
  private boolean recovered;

  Kill(String pod) {
    this.pod = pod;
  }

  String pod() {
    return pod;
  }

  void markDone() {
    done = true;
  }

  void markRecovered() {
    recovered = true;
  }

  /** Takes note of an event; says whether it is the one that tells that the pod is up again. */
  boolean heard(JsonObject event) {
    JsonObject endpoint = event.getJsonObject("endpoint");
    if (!done || up || endpoint == null || !pod.equals(endpoint.getString("pod"))) {
      return false;
    }
    switch (event.getString("type")) {
      case "endpoint.down" -> announced = true;
      case "endpoint.restarted" -> restarted = true;
      case "endpoint.up" -> up = restarted;
      default -> {
        // Not about the life of the pod.
      }
    }
    return up;
  }

  boolean isUp() {
    return up;
  }

  boolean isWell() {
    return announced && up && recovered;
  }

  JsonObject toJson() {
    return new JsonObject()
        .put("pod", pod)
        .put("announced", announced)
        .put("replaced", up)
        .put("recovered", recovered);
  }
}
