package io.redpoll.agent.http;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

/** Reads a stream of events as the standard says, message by message. */
final class EventReader implements AutoCloseable {

  private final BufferedReader lines;

  /** One message. */
  record Message(String id, String name, JsonObject data) {}

  private EventReader(InputStream body) {
    lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
  }

  static EventReader open(HttpClient client, String url, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<InputStream> response = client.send(request.build(), BodyHandlers.ofInputStream());
    if (response.statusCode() != 200) {
      throw new AssertionError(response.statusCode() + " "
          + new String(response.body().readAllBytes(), StandardCharsets.UTF_8));
    }
    return new EventReader(response.body());
  }

  Message next() throws IOException {
    String id = "";
    String name = "";
    String data = "";
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("id: ")) {
        id = line.substring(4);
      } else if (line.startsWith("event: ")) {
        name = line.substring(7);
      } else if (line.startsWith("data: ")) {
        data = line.substring(6);
      } else if (line.isEmpty() && !data.isEmpty()) {
        return new Message(id, name, new JsonObject(data));
      }
    }
    throw new AssertionError("the stream ended");
  }

  /** Reads on to the message with this name. */
  Message next(String name) throws IOException {
    for (Message message = next(); ; message = next()) {
      if (message.name().equals(name)) {
        return message;
      }
    }
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
