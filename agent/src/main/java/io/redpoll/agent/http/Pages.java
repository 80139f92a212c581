package io.redpoll.agent.http;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/** The status page: three files out of the jar, read once, and nothing from elsewhere. */
final class Pages {

  /** What the page may do: run its own script and style, and ask this port. Nothing else, and nobody may frame it. */
  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
          + " img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final Map<Route, String> TYPES = Map.of(
      Route.PAGE, "text/html; charset=utf-8",
      Route.STYLE, "text/css; charset=utf-8",
      Route.SCRIPT, "text/javascript; charset=utf-8");

  private final Map<Route, Answer> answers = Map.of(
      Route.PAGE, read(Route.PAGE, "status.html"),
      Route.STYLE, read(Route.STYLE, "status.css"),
      Route.SCRIPT, read(Route.SCRIPT, "status.js"));

  Answer get(Route route) {
    return answers.get(route);
  }

  /** Asked for again each time: it is small, and after an update the three must fit. */
  private static Answer read(Route route, String file) {
    try (InputStream in = Pages.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(
            file + ": not in the jar (expected: beside " + Pages.class.getName() + ")");
      }
      return new Answer(
          200,
          TYPES.get(route),
          Buffer.buffer(in.readAllBytes()),
          Map.of(
              "Cache-Control", "no-cache",
              "Content-Security-Policy", POLICY,
              "Referrer-Policy", "no-referrer",
              "Cross-Origin-Opener-Policy", "same-origin"));
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be read from the jar", e);
    }
  }
}
