package io.redpoll.agent.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A headless Chromium, driven over the WebDriver protocol: a handful of JSON requests, so no library for it. It starts its
 * own driver with a fresh profile, and ends both.
 */
final class Browser implements AutoCloseable {

  private static final String STARTED = "started successfully on port ";

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process driver;
  private final Path profile;
  private final String session;

  private Browser(Process driver, Path profile, String base) throws Exception {
    this.driver = driver;
    this.profile = profile;
    JsonArray arguments = new JsonArray();
    Stream.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--user-data-dir=" + profile)
        .forEach(arguments::add);
    JsonObject capabilities = new JsonObject()
        .put("browserName", "chrome")
        .put("goog:chromeOptions", new JsonObject().put("args", arguments))
        .put("goog:loggingPrefs", new JsonObject().put("browser", "ALL"));
    JsonObject created = post(
            base + "/session",
            new JsonObject().put("capabilities", new JsonObject().put("alwaysMatch", capabilities)))
        .getJsonObject("value");
    this.session = base + "/session/" + created.getString("sessionId");
  }

  /** Where both programs are; empty if one is missing. */
  static Optional<Path> driver() {
    return find("chromium").isPresent() ? find("chromedriver") : Optional.empty();
  }

  private static Optional<Path> find(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .map(directory -> Path.of(directory, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  static Browser start() throws Exception {
    Path profile = Files.createTempDirectory("redpoll-chromium");
    Process driver = new ProcessBuilder(driver().orElseThrow().toString(), "--port=0")
        .redirectErrorStream(true)
        .start();
    // Left open: a driver that cannot write its log would end.
    BufferedReader output = driver.inputReader();
    List<String> lines = new ArrayList<>();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      lines.add(line);
      int at = line.indexOf(STARTED);
      if (at >= 0) {
        String port = line.substring(at + STARTED.length()).replaceAll("[^0-9].*", "");
        return new Browser(driver, profile, "http://127.0.0.1:" + port);
      }
    }
    throw new AssertionError("chromedriver did not start: " + String.join("\n", lines));
  }

  void open(String url) throws Exception {
    post(session + "/url", new JsonObject().put("url", url));
  }

  /** A phone or a screen of this width, in CSS pixels. */
  void size(int width, int height) throws Exception {
    cdp(
        "Emulation.setDeviceMetricsOverride",
        new JsonObject()
            .put("width", width)
            .put("height", height)
            .put("deviceScaleFactor", 2)
            .put("mobile", width < 600));
  }

  void prefer(String feature, String value) throws Exception {
    JsonObject preference = new JsonObject().put("name", feature).put("value", value);
    cdp(
        "Emulation.setEmulatedMedia",
        new JsonObject().put("features", new JsonArray().add(preference)));
  }

  Object cdp(String command, JsonObject parameters) throws Exception {
    return post(
            session + "/goog/cdp/execute",
            new JsonObject().put("cmd", command).put("params", parameters))
        .getValue("value");
  }

  /** The value of a JavaScript expression. */
  Object eval(String expression) throws Exception {
    return post(
            session + "/execute/sync",
            new JsonObject().put("script", "return " + expression).put("args", new JsonArray()))
        .getValue("value");
  }

  /** Waits, in the page and on its changes, until a condition holds; fails after a ceiling. */
  void await(String condition) throws Exception {
    String script = "const done = arguments[0]; const ok = () => { try { return " + condition
        + "; } catch (e) { return false; } };"
        + " if (ok()) { done(true); } else { const observer = new MutationObserver(() => {"
        + " if (ok()) { observer.disconnect(); done(true); } });"
        + " observer.observe(document, {subtree: true, childList: true, characterData: true, attributes: true});"
        + " setTimeout(() => done(document.body.innerText), 25000); }";
    Object value = post(
            session + "/execute/async",
            new JsonObject().put("script", script).put("args", new JsonArray()))
        .getValue("value");
    if (!Boolean.TRUE.equals(value)) {
      throw new AssertionError("not in the page: " + condition + "\n" + value);
    }
  }

  /** Presses and releases a key. */
  void press(String key) throws Exception {
    JsonArray actions = new JsonArray()
        .add(new JsonObject().put("type", "keyDown").put("value", key))
        .add(new JsonObject().put("type", "keyUp").put("value", key));
    JsonObject keyboard =
        new JsonObject().put("type", "key").put("id", "keyboard").put("actions", actions);
    post(session + "/actions", new JsonObject().put("actions", new JsonArray().add(keyboard)));
  }

  /** What the console said: errors of the script, and what the security policy forbade. */
  List<String> console() throws Exception {
    JsonArray entries =
        post(session + "/se/log", new JsonObject().put("type", "browser")).getJsonArray("value");
    return entries.stream()
        .map(entry -> ((JsonObject) entry).getString("message"))
        .toList();
  }

  void screenshot(Path file) throws Exception {
    JsonObject shot = (JsonObject)
        cdp("Page.captureScreenshot", new JsonObject().put("captureBeyondViewport", true));
    Files.write(file, Base64.getDecoder().decode(shot.getString("data")));
  }

  private JsonObject post(String url, JsonObject body) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url))
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body.encode()))
        .build();
    JsonObject answer =
        new JsonObject(http.send(request, BodyHandlers.ofString()).body());
    if (answer.getValue("value") instanceof JsonObject value && value.containsKey("error")) {
      throw new AssertionError(value.getString("error") + ": " + value.getString("message"));
    }
    return answer;
  }

  @Override
  public void close() throws IOException {
    try {
      HttpRequest end = HttpRequest.newBuilder(URI.create(session)).DELETE().build();
      http.sendAsync(end, BodyHandlers.discarding()).join();
    } finally {
      driver.descendants().forEach(ProcessHandle::destroyForcibly);
      driver.destroyForcibly().onExit().join();
      try (Stream<Path> files = Files.walk(profile)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
