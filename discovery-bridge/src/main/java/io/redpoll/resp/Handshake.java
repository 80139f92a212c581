package io.redpoll.resp;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.Locale;

/** Logs in and names the connection: RESP3 in one round trip, RESP2 where HELLO is not known. */
final class Handshake {

  private Handshake() {}

  static Future<Void> run(RespConnection connection, RespConnectOptions options) {
    return login(connection, options)
        .recover(cause -> Future.failedFuture(withoutSecret(options, cause)));
  }

  /** Servers that do not understand a command may repeat its arguments, and one of them is the password. */
  private static Throwable withoutSecret(RespConnectOptions options, Throwable cause) {
    String words = String.valueOf(cause.getMessage());
    boolean repeated = options
        .credentials()
        .filter(c -> !c.password().isEmpty() && words.contains(c.password()))
        .isPresent();
    return repeated
        ? new RespException(
            Fault.PROTOCOL,
            Delivery.NOT_SENT,
            "redis " + options.address()
                + ": the login was refused in words that repeat the password; does Redis listen there?")
        : cause;
  }

  private static Future<Void> login(RespConnection connection, RespConnectOptions options) {
    return send(connection, hello(options))
        .compose(
            done -> Future.succeededFuture(),
            cause -> Requests.errorReply(cause).filter(Handshake::knowsNoHello).isPresent()
                ? resp2(connection, options)
                : Future.failedFuture(cause));
  }

  /** Deadlines are the connector's: one for all of it. */
  private static Future<Response> send(RespConnection connection, Request request) {
    return connection.send(request, BlockTime.FOR_EVER);
  }

  private static Request hello(RespConnectOptions options) {
    Request hello = Request.cmd(Command.HELLO).arg("3");
    options
        .credentials()
        .ifPresent(credentials ->
            hello.arg("AUTH").arg(user(credentials)).arg(credentials.password().getBytes(UTF_8)));
    if (!options.clientName().isEmpty()) {
      hello.arg("SETNAME").arg(options.clientName());
    }
    return hello;
  }

  /** What Redis 5, Redis 6 without RESP3 and proxies say. */
  static boolean knowsNoHello(String error) {
    String lower = error.toLowerCase(Locale.ROOT);
    return List.of("noproto", "unknown", "unsupported").stream()
        .anyMatch(word -> lower.startsWith(word) || lower.startsWith("err " + word));
  }

  private static Future<Void> resp2(RespConnection connection, RespConnectOptions options) {
    Future<?> login = options
        .credentials()
        .map(credentials -> send(connection, auth(credentials)))
        .orElse(Future.succeededFuture());
    if (!options.clientName().isEmpty()) {
      Request name = Request.cmd(Command.CLIENT).arg("SETNAME").arg(options.clientName());
      // A proxy may not know it, and a missing name hurts nobody.
      login = Future.join(login, send(connection, name).otherwiseEmpty());
    }
    return login.mapEmpty();
  }

  /** Servers without ACL take the password alone, and servers with it take it for the default user. */
  private static Request auth(RespCredentials credentials) {
    Request auth = Request.cmd(Command.AUTH);
    if (!user(credentials).equals("default")) {
      auth.arg(credentials.user());
    }
    return auth.arg(credentials.password().getBytes(UTF_8));
  }

  private static String user(RespCredentials credentials) {
    return credentials.user().isEmpty() ? "default" : credentials.user();
  }
}
