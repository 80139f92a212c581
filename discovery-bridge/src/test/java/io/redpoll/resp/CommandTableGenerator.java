package io.redpoll.resp;

import io.redpoll.endpoint.HostAndPort;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes the resource {@code commands.tsv} from the COMMAND output of a running server.
 *
 * <p>Run it with three arguments: host and port of a fresh Redis 7 or later without modules, and the file to write.
 */
final class CommandTableGenerator {

  private CommandTableGenerator() {}

  public static void main(String[] args) throws Exception {
    HostAndPort server = new HostAndPort(args[0], Integer.parseInt(args[1]));
    Vertx vertx = Vertx.vertx();
    try {
      write(vertx, server, Path.of(args[2]));
    } finally {
      vertx.close().await(20, TimeUnit.SECONDS);
    }
  }

  private static void write(Vertx vertx, HostAndPort server, Path file)
      throws IOException, java.util.concurrent.TimeoutException {
    RespConnection redis = RespConnection.connect(
            vertx,
            new RespConnectOptions(
                server, Optional.empty(), Optional.empty(), "", Duration.ofSeconds(5), 16))
        .await(20, TimeUnit.SECONDS);
    Response commands = ask(redis, Request.cmd(Command.COMMAND));
    String version = version(ask(redis, Request.cmd(Command.INFO).arg("server")).toString());
    Files.writeString(
        file,
        "# Made by CommandTableGenerator from the COMMAND output of redis-server " + version
            + ". Do not edit.\n# name, flags, key specifications (see KeySpec), with tabs between\n"
            + String.join("\n", CommandOutput.lines(commands))
            + "\n");
  }

  static String version(String info) {
    Matcher matcher = Pattern.compile("redis_version:(\\S+)").matcher(info);
    return matcher.find() ? matcher.group(1) : "unknown";
  }

  private static Response ask(RespConnection redis, Request request)
      throws java.util.concurrent.TimeoutException {
    return redis.send(request, Duration.ofSeconds(5)).await(20, TimeUnit.SECONDS);
  }
}
