package io.redpoll.testkit.kubernetes;

import java.util.Optional;

/**
 * What a request path names.
 *
 * @param kind the kind of object
 * @param namespace the namespace, empty for all
 * @param name the one object asked for, empty for a list or watch
 */
record RequestPath(Kind kind, String namespace, String name) {

  /** Reads a path; empty if the API has nothing there. */
  static Optional<RequestPath> parse(String path) {
    for (Kind kind : Kind.values()) {
      if (path.startsWith(kind.path() + "/")) {
        String rest = path.substring(kind.path().length() + 1);
        Optional<RequestPath> found = parse(kind, rest.split("/", -1));
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<RequestPath> parse(Kind kind, String[] steps) {
    if (steps.length == 1 && steps[0].equals(kind.plural())) {
      return Optional.of(new RequestPath(kind, "", ""));
    }
    boolean namespaced = steps.length >= 3
        && steps[0].equals("namespaces")
        && !steps[1].isEmpty()
        && steps[2].equals(kind.plural());
    if (namespaced && steps.length == 3) {
      return Optional.of(new RequestPath(kind, steps[1], ""));
    }
    if (namespaced && steps.length == 4 && !steps[3].isEmpty()) {
      return Optional.of(new RequestPath(kind, steps[1], steps[3]));
    }
    return Optional.empty();
  }
}
