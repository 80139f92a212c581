package io.redpoll.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonSplitterTest {

  private final List<JsonObject> found = new ArrayList<>();

  @Test
  void rf17_eventsComeWholeHoweverTheyAreCut() {
    List<JsonObject> events = List.of(
        new JsonObject()
            .put("type", "ADDED")
            .put("object", new JsonObject().put("a", new JsonArray().add(1).add("]}"))),
        new JsonObject().put("text", "Grünfink \uD83D\uDC26 \"quoted\" \\ { [ \n"),
        new JsonObject());
    Buffer stream = Buffer.buffer();
    events.forEach(event -> stream.appendBuffer(event.toBuffer()).appendString("\r\n"));
    for (int size = 1; size <= stream.length(); size++) {
      found.clear();
      feed(JsonSplitter.ofSequence(found::add), stream, size);
      assertThat(found).isEqualTo(events);
    }
  }

  @Test
  void rf17_anEventOfTwoMebibytesInRandomChunks() {
    JsonObject event = new JsonObject().put("big", "ü\"{".repeat(512 << 10));
    Buffer stream = event.toBuffer().appendString("\n").appendBuffer(event.toBuffer());
    JsonSplitter splitter = JsonSplitter.ofSequence(found::add);
    Random random = new Random(17);
    for (int at = 0; at < stream.length(); ) {
      int end = Math.min(stream.length(), at + 1 + random.nextInt(64 << 10));
      splitter.feed(stream.slice(at, end));
      at = end;
    }
    assertThat(found).containsExactly(event, event);
  }

  @Test
  void rf17_anUnfinishedEventIsDropped() {
    JsonSplitter.ofSequence(found::add)
        .feed(Buffer.buffer("{\"type\":\"ADDED\"}\n{\"type\":\"MODI"));
    assertThat(found).containsExactly(new JsonObject().put("type", "ADDED"));
  }

  @Test
  void itemsOfAListComeOneByOneAndTheRestIsTheEnvelope() {
    Buffer list = Buffer.buffer("""
        { "kind": "XList", "metadata": {"resourceVersion": "7", "x": {"y": 1}}, "items": [ {"a": [{"b": "]"}]},
          {"c": {}} ] , "after": true}
        """);
    for (int size = 1; size <= list.length(); size++) {
      found.clear();
      JsonSplitter splitter = JsonSplitter.ofItems(found::add);
      feed(splitter, list, size);
      assertThat(found)
          .containsExactly(new JsonObject("{\"a\":[{\"b\":\"]\"}]}"), new JsonObject("{\"c\":{}}"));
      assertThat(splitter.envelope().getString("kind")).isEqualTo("XList");
      assertThat(splitter.envelope().getJsonObject("metadata").getString("resourceVersion"))
          .isEqualTo("7");
      assertThat(splitter.envelope().getJsonArray("items")).hasSize(2);
    }
  }

  @Test
  void listsThatEndEarlyAreRefused() {
    String list = "{\"kind\":\"XList\",\"items\":[{\"a\":1}]}";
    for (int length = 0; length < list.length(); length++) {
      JsonSplitter splitter = JsonSplitter.ofItems(found::add);
      splitter.feed(Buffer.buffer(list.substring(0, length)));
      assertThatThrownBy(splitter::envelope).isInstanceOf(ApiFailure.class);
    }
  }

  @Test
  void whatIsNoJsonIsRefusedAtItsFirstByte() {
    Buffer page = Buffer.buffer("\n<html>nope</html>");
    assertThatThrownBy(() -> JsonSplitter.ofSequence(found::add).feed(page))
        .hasMessageContaining("<html>");
    assertThatThrownBy(() -> JsonSplitter.ofItems(found::add).feed(page))
        .hasMessageContaining("<html>");
    assertThatThrownBy(() -> JsonSplitter.ofSequence(found::add).feed(Buffer.buffer("{]}")))
        .isInstanceOf(ApiFailure.class);
    assertThat(found).isEmpty();
  }

  private static void feed(JsonSplitter splitter, Buffer stream, int chunk) {
    for (int at = 0; at < stream.length(); at += chunk) {
      splitter.feed(stream.slice(at, Math.min(stream.length(), at + chunk)));
    }
  }
}
