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
 * @param root the path of the API group with its version, {@code /apis/discovery.k8s.io/v1}
 * @param plural the name of the kind in paths and in RBAC, {@code endpointslices}
 * @param kind the name of the kind in JSON, {@code EndpointSlice}
 * @param namespace in which namespace, empty for all
 * @param labelSelector restricts the objects
 * @param reader makes records of JSON
 * @param keyOf names a record
 */
record ApiCollection<T>(
    String root,
    String plural,
    String kind,
    String namespace,
    Optional<String> labelSelector,
    Function<JsonObject, Reading<T>> reader,
    Function<T, ObjectKey> keyOf) {

  /** For one answer, or the beginning of one, to come in. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  static ApiCollection<Slice> slices(String namespace, Optional<String> labelSelector) {
    return new ApiCollection<>(
        "/apis/discovery.k8s.io/v1",
        "endpointslices",
        "EndpointSlice",
        namespace,
        labelSelector,
        SliceReader::read,
        Slice::key);
  }

  /** Pods, each read as the slice that it would be alone in. */
  static ApiCollection<Slice> pods(String namespace, String labelSelector) {
    return new ApiCollection<>(
        "/api/v1",
        "pods",
        "Pod",
        namespace,
        Optional.of(labelSelector),
        PodReader::read,
        Slice::key);
  }

  /**
   * A request for a list, not older than {@code version}; the newest that there is if it is empty.
   *
   * @param limit how many objects at most, 0 for all
   * @param token where to go on, empty to begin
   */
  ApiRequest list(String version, int limit, String token) {
    StringBuilder query = new StringBuilder(selector());
    if (limit > 0) {
      query.append("&limit=").append(limit);
    }
    if (!token.isEmpty()) {
      query.append("&continue=").append(encode(token));
    } else if (!version.isEmpty()) {
      query.append("&resourceVersion=").append(encode(version));
    }
    return request("list", query.toString(), PATIENCE);
  }

  /** A request for all changes after {@code version}, which the server ends after {@code timeout}. */
  ApiRequest watch(String version, Duration timeout) {
    String query = watchQuery(timeout) + "&resourceVersion=" + encode(version);
    return request("watch", query, silence(timeout));
  }

  /** A request for the list, not older than {@code version}, and then for all changes after it. */
  ApiRequest stream(String version, Duration timeout) {
    String from = version.isEmpty() ? "" : "&resourceVersion=" + encode(version);
    String query =
        watchQuery(timeout) + "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan" + from;
    return request("watch", query, silence(timeout));
  }

  private String watchQuery(Duration timeout) {
    return selector() + "&watch=1&allowWatchBookmarks=true&timeoutSeconds=" + timeout.toSeconds();
  }

  /** A server that does not end a watch in time is gone without a word. */
  private static Duration silence(Duration timeout) {
    return timeout.plusSeconds(15);
  }

  private ApiRequest request(String verb, String query, Duration silence) {
    String scope = namespace.isEmpty() ? "" : "/namespaces/" + namespace;
    String uri = root + scope + "/" + plural + (query.isEmpty() ? "" : "?" + query.substring(1));
    String group = root.substring(root.indexOf('/', 1) + 1);
    return new ApiRequest(verb, plural, group, namespace, uri, silence);
  }

  private String selector() {
    return labelSelector.map(text -> "&labelSelector=" + encode(text)).orElse("");
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
