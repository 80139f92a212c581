package io.redpoll.resp;

import static io.redpoll.testing.Await.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.redpoll.endpoint.HostAndPort;
import io.redpoll.testkit.redis.RedisBinary;
import io.redpoll.testkit.redis.RedisServer;
import io.redpoll.testkit.redis.RedisServerException;
import io.redpoll.testkit.redis.RedisServerOptions;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The command table against a server that knows better. The embedded server is too old to tell where keys are. */
class CommandTableIT {

  private static final String SERVER = "redis-server";

  @Test
  void tableSaysWhatTheServerSays() throws Exception {
    String version = serverVersion();
    assumeTrue(
        version.startsWith("7.0."),
        "not compared: the command table is that of Redis 7.0, and " + SERVER + " on the PATH is "
            + (version.isEmpty() ? "missing" : version));
    assertThat(linesOfServer()).isEqualTo(linesOfTable());
  }

  private static String serverVersion() {
    try {
      Matcher matcher =
          Pattern.compile("v=([0-9.]+)").matcher(RedisBinary.find(SERVER).version());
      return matcher.find() ? matcher.group(1) : "";
    } catch (RedisServerException e) {
      return "";
    }
  }

  private static List<String> linesOfServer() throws Exception {
    Vertx vertx = Vertx.vertx();
    try (RedisServer server = RedisServer.start(RedisServerOptions.DEFAULT.withBinary(SERVER))) {
      RespConnection redis = result(RespConnection.connect(
          vertx,
          new RespConnectOptions(
              new HostAndPort(server.host(), server.port()),
              Optional.empty(),
              Optional.empty(),
              "",
              Duration.ofSeconds(20),
              16)));
      return CommandOutput.lines(
          result(redis.send(Request.cmd(Command.COMMAND), Duration.ofSeconds(20))));
    } finally {
      result(vertx.close());
    }
  }

  private static List<String> linesOfTable() throws IOException {
    try (InputStream resource = CommandTable.class.getResourceAsStream(CommandTable.RESOURCE)) {
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .toList();
    }
  }
}
