package io.redpoll.agent.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CommandsTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void helpNamesEveryFlagAndTheExitCodes() {
    assertThat(services("--help")).isEqualTo(ExitCode.DONE);
    assertThat(text(out))
        .contains(ServicesCommand.flags().keySet().stream()
            .filter(f -> !f.equals("--help"))
            .toList());
    assertThat(text(out)).contains("Exit codes: 0 printed, 1 no agent answers, 2 bad options.");

    assertThat(events("-h")).isEqualTo(ExitCode.DONE);
    assertThat(text(out)).contains("--follow", "--service", "--url", "--json");
  }

  @Test
  void wrongFlagsAreAllToldAtOnce() {
    assertThat(services("--ur", "x", "--url")).isEqualTo(ExitCode.BAD_OPTIONS);
    assertThat(text(err).lines())
        .containsExactly(
            "redpoll: --ur: unknown (expected: --url, --json, --help)",
            "redpoll: x: unknown (expected: --url, --json, --help)",
            "redpoll: --url: no value");
    assertThat(text(out)).isEmpty();
  }

  @Test
  void anAgentThatIsNotThereIsOneLineThatSaysWhatToDo() {
    assertThat(services("--url", "http://127.0.0.1:1")).isEqualTo(ExitCode.FAILED);
    assertThat(text(err).lines())
        .singleElement()
        .asString()
        .startsWith("redpoll: no agent answers at http://127.0.0.1:1/")
        .contains("port-forward", "--url");
    assertThat(events("--url", "nonsense")).isEqualTo(ExitCode.BAD_OPTIONS);
    assertThat(events("--service", "nonsense")).isEqualTo(ExitCode.BAD_OPTIONS);
    assertThat(text(err)).contains("--service: nonsense (expected: <namespace>/<name>)");
  }

  @Test
  void servicesAreATableAndOneWithoutEndpointsIsInIt() {
    JsonObject endpoint = new JsonObject("""
        {"pod": "redis-0", "host": "fd00::7", "port": 6379, "node": "node-1", "zone": "zone-a",
         "role": "primary", "fenced": true, "status": "DEGRADED", "reason": "two primaries"}""");
    JsonArray services = new JsonArray()
        .add(service("shop/empty", "DOWN", new JsonArray()))
        .add(service("shop/cache", "DEGRADED", new JsonArray().add(endpoint)));

    assertThat(ServicesCommand.table(services))
        .containsExactly(
            "SERVICE     STATUS    POD      ADDRESS         NODE    ZONE    ROLE              STATUS    REASON",
            "shop/empty  DOWN      -",
            "shop/cache  DEGRADED  redis-0  [fd00::7]:6379  node-1  zone-a  primary (fenced)  DEGRADED  two primaries");
  }

  @Test
  void anEventIsOneLineWithItsCauses() {
    JsonObject event = new JsonObject("""
        {"type": "endpoint.down", "service": "shop/cache", "at": "2026-11-25T01:00:00Z", "from": "UP", "to": "DOWN",
         "endpoint": {"pod": "redis-0", "host": "10.1.0.7", "port": 6379},
         "cause": [{"what": "connection refused"}, {"what": "connection refused"}, {"what": "no witness"}]}""");

    assertThat(EventsCommand.line(event))
        .isEqualTo(
            "2026-11-25T01:00:00Z  endpoint.down  shop/cache redis-0 at 10.1.0.7:6379  UP -> DOWN"
                + "  (connection refused; no witness)");
  }

  @Test
  void messagesArePutTogetherFromLinesAndHeartbeatsAreNone() {
    Message.Reader reader = new Message.Reader();
    assertThat(reader.line(": here")).isEmpty();
    assertThat(reader.line("")).isEmpty();
    assertThat(reader.line("id: 1")).isEmpty();
    assertThat(reader.line("event: health")).isEmpty();
    assertThat(reader.line("data: {\"a\":1}")).isEmpty();
    assertThat(reader.line("")).contains(new Message("health", new JsonObject(Map.of("a", 1))));
    assertThat(reader.line("")).isEmpty();
  }

  private static JsonObject service(String name, String status, JsonArray endpoints) {
    return new JsonObject().put("service", name).put("status", status).put("endpoints", endpoints);
  }

  private ExitCode services(String... words) {
    return Commands.services(List.of(words), stream(out), stream(err));
  }

  private ExitCode events(String... words) {
    return Commands.events(List.of(words), stream(out), stream(err));
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
