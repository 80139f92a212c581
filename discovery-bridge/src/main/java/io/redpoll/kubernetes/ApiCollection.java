package io.redpoll.kubernetes;

import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * Objects of one kind at the API, and how to read one of them.
 *
 * @param group the API group with its version, {@code discovery.k8s.io/v1}
 * @param plural the name of the kind in paths and in RBAC, {@code endpointslices}
 * @param kind the name of the kind in JSON, {@code EndpointSlice}
 * @param namespace in which namespace, empty for all
 * @param labelSelector restricts the objects
 * @param reader makes records of JSON
 */
record ApiCollection<T>(
    String group,
    String plural,
    String kind,
    String namespace,
    Optional<String> labelSelector,
    Function<JsonObject, Reading<T>> reader) {

  static ApiCollection<Slice> slices(String namespace, Optional<String> labelSelector) {
    return new ApiCollection<>(
        "discovery.k8s.io/v1",
        "endpointslices",
        "EndpointSlice",
        namespace,
        labelSelector,
        SliceReader::read);
  }

  /** A request for the whole list, not older than {@code version}; the newest that there is if it is empty. */
  ApiRequest list(String version) {
    String query = version.isEmpty() ? "" : "&resourceVersion=" + encode(version);
    return new ApiRequest(
        "list", plural, group, namespace, uri(selector() + query), Duration.ofSeconds(30));
  }

  /** A request for all changes after {@code version}, which the server ends after {@code timeout}. */
  ApiRequest watch(String version, Duration timeout) {
    String query = selector() + "&watch=1&allowWatchBookmarks=true&timeoutSeconds="
        + timeout.toSeconds() + "&resourceVersion=" + encode(version);
    // A server that does not end it in time is gone without a word.
    return new ApiRequest("watch", plural, group, namespace, uri(query), timeout.plusSeconds(15));
  }

  private String uri(String query) {
    String scope = namespace.isEmpty() ? "" : "/namespaces/" + namespace;
    return "/apis/" + group + scope + "/" + plural
        + (query.isEmpty() ? "" : "?" + query.substring(1));
  }

  private String selector() {
    return labelSelector.map(text -> "&labelSelector=" + encode(text)).orElse("");
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
