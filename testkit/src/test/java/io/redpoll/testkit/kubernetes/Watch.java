package io.redpoll.testkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A running watch, read by a thread of its own. */
final class Watch implements AutoCloseable {

  private static final String EOF = "eof";
  private static final String BROKEN = "broken";

  private final HttpResponse<InputStream> response;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  Watch(HttpResponse<InputStream> response) {
    this.response = response;
    Thread reader = new Thread(this::read, "watch");
    reader.setDaemon(true);
    reader.start();
  }

  int status() {
    return response.statusCode();
  }

  /** The next event, waited for. */
  JsonObject event() throws InterruptedException {
    return new JsonObject(line());
  }

  /** The next event as {@code TYPE name version}. */
  String next() throws InterruptedException {
    JsonObject event = event();
    JsonObject metadata = event.getJsonObject("object").getJsonObject("metadata");
    return event.getString("type") + " " + metadata.getString("name") + " "
        + metadata.getString("resourceVersion");
  }

  void assertEnds() throws InterruptedException {
    assertThat(line()).isEqualTo(EOF);
  }

  void assertBreaks() throws InterruptedException {
    assertThat(line()).isEqualTo(BROKEN);
  }

  @Override
  public void close() throws IOException {
    response.body().close();
  }

  private String line() throws InterruptedException {
    String line = lines.poll(20, TimeUnit.SECONDS);
    assertThat(line).as("the next line within 20 s").isNotNull();
    return line;
  }

  private void read() {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(line);
      }
      lines.add(EOF);
    } catch (IOException broken) {
      lines.add(BROKEN);
    }
  }
}
