package io.redpoll.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.Snapshot;
import io.vertx.core.json.JsonObject;
import io.vertx.servicediscovery.Record;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The records that the README shows are records that Redpoll writes. */
class ReadmeTest {

  private static final Pattern JSON = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);

  @Test
  void theRecordsInTheReadmeAreTheRecordsOfTheirSnapshot() throws IOException {
    List<JsonObject> examples = JSON.matcher(Files.readString(Path.of("../README.md")))
        .results()
        .map(MatchResult::group)
        .map(block ->
            new JsonObject(block.substring("```json".length(), block.length() - "```".length())))
        .toList();
    JsonObject service = of(examples, ServiceRecord.TYPE);
    Snapshot snapshot = ServiceRecord.snapshot(new Record(service));
    assertThat(ServiceRecord.of(snapshot).toJson()).isEqualTo(service);
    assertThat(EndpointRecord.of(snapshot, snapshot.endpoints().get(0)).toJson())
        .isEqualTo(of(examples, EndpointRecord.TYPE));
  }

  private static JsonObject of(List<JsonObject> examples, String type) {
    return examples.stream()
        .filter(json -> type.equals(json.getString("type")))
        .findFirst()
        .orElseThrow();
  }
}
