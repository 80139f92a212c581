package io.redpoll.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is malformed, oversized, slow or unknown gets 4xx or the end of its connection, and nothing else. */
@Timeout(120)
class HostileClientsIT {

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "get"})
  void thePortOnlyReads(String method) throws Exception {
    try (Rig rig = Rig.waiting(Rig.PATIENT_MILLIS)) {
      for (String path : List.of("/services", "/", "/events", "/none", "*")) {
        assertThat(
                rig.raw(method + " " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
            .as(path)
            .startsWith("HTTP/1.1 405 ")
            .containsIgnoringCase("allow: GET, HEAD");
      }
    }
  }

  @Test
  void aBodyIsNotWaitedFor() throws Exception {
    try (Rig rig = Rig.waiting(Rig.PATIENT_MILLIS)) {
      HttpResponse<String> post = rig.send(HttpRequest.newBuilder(URI.create(rig.url("/services")))
          .POST(BodyPublishers.ofString("x".repeat(100_000)))
          .build());
      assertThat(post.statusCode()).isEqualTo(405);
    }
    try (Rig rig = Rig.waiting(2_000)) {
      assertThat(rig.raw("GET /livez HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000\r\n\r\n"))
          .startsWith("HTTP/1.1 200 ")
          .containsIgnoringCase("connection: close");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/none",
        "/livez/",
        "//livez",
        "/services/",
        "/services/shop",
        "/status.html",
        "/.git/config",
        "/../../etc/passwd",
        "/%2e%2e/etc/passwd",
        "/..%2fetc%2fpasswd",
        "/%00",
        "/%ff%fe",
        "/status.css/../status.html",
        "/status.css%00.html"
      })
  void whatIsUnknownIsNotFound(String path) throws Exception {
    try (Rig rig = Rig.waiting(Rig.PATIENT_MILLIS)) {
      assertThat(get(rig, path)).startsWith("HTTP/1.1 404 ").contains("{\"error\":\"no such path");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/services//",
        "/services/shop/Cache",
        "/services/shop/%2e%2e",
        "/services/shop/a%2fb",
        "/services/shop/a/b",
        "/services/shop/%zz",
        "/services/shop/%",
        "/services/../..",
        "/services/../livez",
        "/services/shop/a\u00ff",
        "/events?service=nothing",
        "/events?service=%zz",
        "/events?service=%ff/%fe",
        "/events?service=a/b&service=c/d",
        "/events?recent=-1",
        "/events?recent=9999",
        "/events?snapshots=maybe",
        "/events?x=1"
      })
  void whatIsMalformedIsABadRequest(String path) throws Exception {
    try (Rig rig = Rig.working()) {
      assertThat(get(rig, path)).startsWith("HTTP/1.1 400 ");
    }
  }

  @Test
  void whatIsTooLongOrNoHttpIsRefused() throws Exception {
    try (Rig rig = Rig.waiting(Rig.PATIENT_MILLIS)) {
      assertThat(rig.raw("GET /" + "a".repeat(5_000) + " HTTP/1.1\r\nHost: a\r\n\r\n"))
          .matches("(?s)HTTP/1.[01] 414 .*");
      assertThat(rig.raw("GET /livez HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(20_000) + "\r\n\r\n"))
          .matches("(?s)HTTP/1.[01] 431 .*");
      assertThat(rig.raw("GET /livez HTTP/1.1\r\nHost: a\r\n" + "X: y\r\n".repeat(5_000) + "\r\n"))
          .matches("(?s)HTTP/1.[01] 431 .*");
      assertThat(rig.raw("nonsense\r\n\r\n")).matches("(?s)HTTP/1.[01] 400 .*");
      assertThat(rig.get("/livez").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void bytesOfChanceSeed7GetAClientErrorOrNothing() throws Exception {
    Random random = new Random(7);
    try (Rig rig = Rig.waiting(Rig.PATIENT_MILLIS)) {
      for (int i = 0; i < 300; i++) {
        byte[] bytes = new byte[1 + random.nextInt(200)];
        random.nextBytes(bytes);
        String head = random.nextBoolean() ? "GET /" : "";
        String request = head + new String(bytes, StandardCharsets.ISO_8859_1) + "\r\n\r\n";
        assertThat(answerTo(rig, request))
            .as("request %d: %s", i, request)
            .matches("(?s)|HTTP/1.[01] 4[0-9][0-9] .*");
      }
      assertThat(rig.get("/livez").statusCode()).isEqualTo(200);
    }
  }

  /** Sends and says that no more will come, so that the port need not wait for the rest. */
  private static String answerTo(Rig rig, String request) throws IOException {
    try (Socket socket = rig.connect()) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (SocketException reset) {
      return "";
    }
  }

  @Test
  void aRequestThatDoesNotComeToAnEndEndsItsConnection() throws Exception {
    try (Rig rig = Rig.waiting(200);
        Socket silent = rig.connect();
        Socket slow = rig.connect()) {
      slow.getOutputStream().write("GET /livez HTTP/1.1\r\nHo".getBytes(StandardCharsets.US_ASCII));
      assertThat(silent.getInputStream().read()).isEqualTo(-1);
      assertThat(slow.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void moreConnectionsThanTheBoundAreClosedAndOneThatEndsMakesRoom() throws Exception {
    List<Socket> sockets = new ArrayList<>();
    try (Rig rig = Rig.waiting(Rig.PATIENT_MILLIS)) {
      for (int i = 0; i < Connections.MAX_CONNECTIONS; i++) {
        sockets.add(rig.connect());
      }
      try (Socket surplus = rig.connect()) {
        assertThat(surplus.getInputStream().read()).isEqualTo(-1);
      }
      // An answer on the last of them says that all before were taken; then one ends, and its end
      // is seen.
      Socket first = sockets.remove(0);
      first
          .getOutputStream()
          .write("GET /livez HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
              .getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(first.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .startsWith("HTTP/1.1 200 ");
      first.close();
      assertThat(rig.get("/livez").statusCode()).isEqualTo(200);
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  private static String get(Rig rig, String path) throws IOException {
    return rig.raw("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  }
}
