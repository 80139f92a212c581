package io.redpoll.agent.command;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Asks the admin port of an agent, and blocks until it has answered. */
final class AdminClient {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final HttpClient http =
      HttpClient.newBuilder().version(Version.HTTP_1_1).connectTimeout(TIMEOUT).build();
  private final URI url;

  /**
   * A client for the agent at {@code url}.
   *
   * @throws CommandException if that is no URL of an agent
   */
  AdminClient(String url) {
    String base = url.endsWith("/") ? url : url + "/";
    try {
      this.url = URI.create(base);
      HttpRequest.newBuilder(this.url);
    } catch (IllegalArgumentException e) {
      throw new CommandException(
          "--url: not a URL (expected: that of an agent's admin port, such as "
              + ClientFlags.DEFAULT_URL + ")",
          ExitCode.BAD_OPTIONS);
    }
  }

  JsonObject json(String path) {
    HttpRequest request =
        HttpRequest.newBuilder(url.resolve(path)).timeout(TIMEOUT).build();
    HttpResponse<String> response = send(request, BodyHandlers.ofString());
    try {
      return new JsonObject(response.body());
    } catch (DecodeException e) {
      throw unexpected("something else than JSON");
    }
  }

  /** Reads messages of the event stream until {@code taker} wants no more, or the stream ends. */
  void messages(String path, Predicate<Message> taker) {
    HttpRequest request = HttpRequest.newBuilder(url.resolve(path)).build();
    HttpResponse<Stream<String>> response = send(request, BodyHandlers.ofLines());
    Message.Reader reader = new Message.Reader();
    try (Stream<String> lines = response.body()) {
      lines.flatMap(line -> reader.line(line).stream()).takeWhile(taker).forEach(taken -> {});
    } catch (UncheckedIOException e) {
      throw new CommandException(
          "the agent at " + url + " ended the stream: " + e.getCause().getMessage(),
          ExitCode.FAILED);
    } catch (DecodeException e) {
      throw unexpected("a message that is not JSON");
    }
  }

  private <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> body) {
    try {
      HttpResponse<T> response = http.send(request, body);
      if (response.statusCode() != 200) {
        throw unexpected("status " + response.statusCode());
      }
      return response;
    } catch (IOException e) {
      String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new CommandException(
          "no agent answers at " + url + ": " + why
              + " (expected: the admin port of an agent; kubectl -n redpoll port-forward"
              + " daemonset/redpoll-agent 8080 brings one here, --url names another)",
          ExitCode.FAILED);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("interrupted", ExitCode.FAILED);
    }
  }

  private CommandException unexpected(String what) {
    return new CommandException(
        what + " from " + url + " (expected: the admin port of a Redpoll agent)", ExitCode.FAILED);
  }
}
