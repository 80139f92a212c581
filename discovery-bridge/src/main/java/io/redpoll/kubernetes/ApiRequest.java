package io.redpoll.kubernetes;

import java.time.Duration;

/**
 * A request to the API server, with the words that RBAC has for it.
 *
 * @param verb list or watch
 * @param plural the objects' kind
 * @param group their API group with its version
 * @param namespace their namespace, empty for all
 * @param uri the path and query
 * @param silence how long the answer may stay silent before it counts as lost
 */
record ApiRequest(
    String verb, String plural, String group, String namespace, String uri, Duration silence) {

  /** The same, with another bound on silence. */
  ApiRequest withSilence(Duration newSilence) {
    return new ApiRequest(verb, plural, group, namespace, uri, newSilence);
  }

  /** What it wants to do, for messages: {@code list endpointslices in namespace shop}. */
  String describe() {
    return verb + " " + plural
        + (namespace.isEmpty() ? " in all namespaces" : " in namespace " + namespace);
  }
}
