package io.redpoll.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.agent.http.EventReader.Message;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.endpoint.Status;
import io.redpoll.endpoint.Topology;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class EventStreamIT {

  private static final Snapshot CACHE = Rig.service("shop/cache", Topology.STANDALONE, "cache-0");
  private static final Snapshot SESSION =
      Rig.service("shop/session", Topology.REPLICATED, "session-0", "session-1");

  @Test
  void aStreamBeginsWithTheStateOfAllServicesAndGoesOnWithTheNews() throws Exception {
    try (Rig rig = Rig.working(CACHE, SESSION);
        EventReader events = rig.events("")) {
      assertThat(List.of(events.next(), events.next()))
          .allSatisfy(message -> assertThat(message.name()).isEqualTo("snapshot"))
          .extracting(message -> message.data().getString("service"))
          .containsExactly("shop/cache", "shop/session");
      assertThat(events.next().name()).isEqualTo("live");

      rig.change(SESSION, "session-1", Status.DOWN, "connection refused");

      Message news = events.next();
      assertThat(news.name()).isEqualTo("health");
      assertThat(news.data().getString("type")).isEqualTo("endpoint.down");
      assertThat(news.data().getString("service")).isEqualTo("shop/session");
      assertThat(news.data().getJsonArray("cause")).hasSize(1);
    }
  }

  @Test
  void aStreamOfOneServiceHearsOfNoOther() throws Exception {
    try (Rig rig = Rig.working(CACHE, SESSION);
        EventReader events = rig.events("?service=shop/cache")) {
      assertThat(events.next().data().getString("service")).isEqualTo("shop/cache");
      assertThat(events.next().name()).isEqualTo("live");

      rig.change(SESSION, "session-1", Status.DOWN, "connection refused");
      rig.change(CACHE, "cache-0", Status.DOWN, "no answer in time");

      assertThat(events.next().data().getString("service")).isEqualTo("shop/cache");
    }
  }

  @Test
  void whatNoAgentToldOfAtTheStartIsToldAsSoonAsOneDoes() throws Exception {
    try (Rig rig = Rig.working(CACHE, SESSION)) {
      rig.changingHands = true;
      try (EventReader events = rig.events("")) {
        assertThat(events.next().name()).isEqualTo("live");
        rig.changingHands = false;
        assertThat(List.of(events.next(), events.next()))
            .extracting(message -> message.data().getString("service"))
            .containsExactly("shop/cache", "shop/session");
        rig.change(CACHE, "cache-0", Status.DOWN, "connection refused");
        assertThat(events.next().name()).isEqualTo("health");
      }
    }
  }

  @Test
  void aClientThatComesBackGoesOnWhereItWas() throws Exception {
    try (Rig rig = Rig.working(CACHE)) {
      String last;
      try (EventReader events = rig.events("")) {
        events.next("live");
        rig.change(CACHE, "cache-0", Status.DOWN, "first");
        last = events.next("health").id();
      }
      rig.change(CACHE, "cache-0", Status.UP, "second");
      rig.change(CACHE, "cache-0", Status.DOWN, "third");
      // One that is connected says when all of it has arrived.
      try (EventReader other = rig.events("?snapshots=false&recent=3")) {
        assertThat(List.of(other.next("health"), other.next("health"), other.next("health")))
            .extracting(message -> message.data().getString("to"))
            .containsExactly("DOWN", "UP", "DOWN");
      }
      try (EventReader again = rig.events("", "Last-Event-ID", last)) {
        assertThat(again.next().data().getString("to")).isEqualTo("UP");
        assertThat(again.next().data().getString("to")).isEqualTo("DOWN");
        assertThat(again.next().name()).isEqualTo("live");
      }
    }
  }

  @Test
  void aClientWithAnIdOfAnotherLifeBeginsAnew() throws Exception {
    try (Rig rig = Rig.working(CACHE)) {
      for (String id : List.of("other-1", "x", "-", "a-99999999999999999999", "")) {
        try (EventReader events = rig.events("", "Last-Event-ID", id)) {
          assertThat(events.next().name()).as(id).isEqualTo("snapshot");
        }
      }
    }
  }

  @Test
  void whoDoesNotReadIsDroppedAndTheOthersGoOn() throws Exception {
    try (Rig rig = Rig.working(CACHE);
        Socket deaf = new Socket()) {
      deaf.setReceiveBufferSize(4_096);
      deaf.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), rig.port()));
      deaf.setSoTimeout(60_000);
      deaf.getOutputStream()
          .write("GET /events HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      String cause = "x".repeat(8_000);
      int told = 0;
      while (!rig.get("/metrics")
          .body()
          .contains("redpoll_http_streams_dropped_total{reason=\"slow\"} 1.0")) {
        assertThat(told).as("events told to one who does not read").isLessThan(50_000);
        for (int i = 0; i < 200; i++) {
          rig.change(CACHE, "cache-0", told++ % 2 == 0 ? Status.DOWN : Status.UP, cause);
        }
      }
      assertThat(isClosed(deaf)).isTrue();
      try (EventReader other = rig.events("")) {
        other.next("live");
        rig.change(CACHE, "cache-0", Status.UP, "here");
        assertThat(other.next("health").data().encode()).contains("here");
      }
    }
  }

  /** Reads what is left, up to the end or the reset of the connection. */
  private static boolean isClosed(Socket socket) throws Exception {
    try {
      InputStream in = socket.getInputStream();
      byte[] rest = new byte[65_536];
      int read = in.read(rest);
      while (read >= 0) {
        read = in.read(rest);
      }
      return true;
    } catch (SocketException reset) {
      return true;
    }
  }

  @Test
  void strangersOnTheBusReachNoStreamAndAreCounted() throws Exception {
    try (Rig rig = Rig.working(CACHE);
        EventReader events = rig.events("?snapshots=false")) {
      events.next("live");
      rig.publishStrange("nonsense");
      rig.publishStrange(new JsonObject().put("v", 99).put("service", "shop/cache"));
      rig.change(CACHE, "cache-0", Status.DOWN, "connection refused");

      assertThat(events.next().data().getString("to")).isEqualTo("DOWN");
      assertThat(rig.get("/metrics").body())
          .contains("redpoll_bus_dropped_total{address=\"redpoll.events\"} 2.0");
    }
  }

  @Test
  void streamsAreBounded() throws Exception {
    List<EventReader> open = new ArrayList<>();
    try (Rig rig = Rig.working(CACHE)) {
      for (int i = 0; i < EventStreams.MAX_STREAMS; i++) {
        EventReader events = rig.events("");
        events.next("live");
        open.add(events);
      }
      assertThat(rig.get("/events").statusCode()).isEqualTo(503);
      assertThat(rig.get("/livez").statusCode()).isEqualTo(200);
      assertThat(rig.get("/metrics").body()).contains("redpoll_http_streams 64.0");
    } finally {
      for (EventReader events : open) {
        events.close();
      }
    }
  }
}
