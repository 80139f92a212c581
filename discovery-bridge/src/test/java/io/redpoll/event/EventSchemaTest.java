package io.redpoll.event;

import static io.redpoll.endpoint.Samples.CACHE;
import static io.redpoll.endpoint.Samples.NOON;
import static io.redpoll.endpoint.Samples.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.Change;
import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.EventType;
import io.redpoll.endpoint.HealthEvent;
import io.redpoll.endpoint.HealthEvent.Cause;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema in the jar says what is published, no more and no less. */
class EventSchemaTest {

  private static final Pattern JSON = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);
  private static final JsonObject SCHEMA = schema();
  private static final Validator VALIDATOR = Validator.create(
      JsonSchema.of(SCHEMA),
      new JsonSchemaOptions().setBaseUri("https://redpoll.example/").setDraft(Draft.DRAFT202012));

  @ParameterizedTest
  @EnumSource(EventType.class)
  void everyEventIsValidAndHasAType(EventType type) {
    HealthEvent event = event(type);
    JsonObject json = EventJson.encode(event, new Position("agent-1.1", 1));
    assertThat(valid(json)).isTrue();
    assertThat(EventJson.decode(new JsonObject(json.encode()))).contains(event);
    assertThat(event.change()).isInstanceOf(Change.class);
  }

  @Test
  void theSchemaNamesEveryType() {
    JsonArray types = SCHEMA.getJsonObject("properties").getJsonObject("type").getJsonArray("enum");
    assertThat(types.stream().map(String.class::cast))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(EventType.values()).map(EventType::wireName).toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "v",
        "type",
        "service",
        "version",
        "epoch",
        "term",
        "seq",
        "from",
        "to",
        "at",
        "cause",
        "endpoint"
      })
  void anEventWithoutAFieldIsInvalid(String field) {
    JsonObject json =
        EventJson.encode(event(EventType.ENDPOINT_DOWN), new Position("agent-1.1", 1));
    json.remove(field);
    assertThat(valid(json)).isFalse();
  }

  @Test
  void aStatusThatIsNoneIsInvalid() {
    JsonObject json =
        EventJson.encode(event(EventType.ENDPOINT_DOWN), new Position("agent-1.1", 1));
    assertThat(valid(json.put("to", "ASLEEP"))).isFalse();
  }

  @Test
  void theEventInTheReadmeIsValid() throws IOException {
    List<JsonObject> events = JSON.matcher(Files.readString(Path.of("../README.md")))
        .results()
        .map(block -> new JsonObject(block.group(1)))
        .filter(json -> json.containsKey("cause"))
        .toList();
    assertThat(events).hasSize(1).allMatch(EventSchemaTest::valid);
    assertThat(EventJson.decode(events.get(0))).isPresent();
  }

  private static boolean valid(JsonObject json) {
    return VALIDATOR.validate(json).getValid();
  }

  private static HealthEvent event(EventType type) {
    boolean ofService =
        switch (type) {
          case SERVICE_ADDED,
              SERVICE_REMOVED,
              SERVICE_UP,
              SERVICE_DEGRADED,
              SERVICE_DOWN,
              TOPOLOGY_CHANGED,
              CONFIG_INVALID -> true;
          default -> false;
        };
    boolean topology = type == EventType.TOPOLOGY_CHANGED;
    Optional<Endpoint> endpoint = ofService ? Optional.empty() : Optional.of(pod(0));
    return new HealthEvent(
        type,
        CACHE,
        7,
        0,
        endpoint,
        topology ? "unknown" : "UP",
        topology ? "replicated" : "DOWN",
        NOON,
        List.of(new Cause("agent-1", NOON, "connection refused")));
  }

  private static JsonObject schema() {
    try (InputStream in =
        EventSchemaTest.class.getResourceAsStream("/META-INF/redpoll/events.schema.json")) {
      return new JsonObject(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException("the schema cannot be read", e);
    }
  }
}
