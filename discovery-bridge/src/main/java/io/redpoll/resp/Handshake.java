package io.redpoll.resp;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Logs in and names the connection: RESP3 in one round trip, RESP2 where HELLO is not known. Takes a used connection back to
 * where it was behind that.
 */
final class Handshake {

  private final RespConnection connection;
  private final RespConnectOptions options;
  private final Duration timeout;

  private Handshake(RespConnection connection, RespConnectOptions options, Duration timeout) {
    this.connection = connection;
    this.options = options;
    this.timeout = timeout;
  }

  /** On a new connection. Its deadline is the connector's: one for all of it. */
  static Future<Void> run(
      RespConnection connection, RespConnectOptions options, Greeting greeting) {
    Handshake handshake = new Handshake(connection, options, BlockTime.FOR_EVER);
    return handshake.guarded(
        greeting == Greeting.HELLO ? handshake.login() : handshake.plainLogin());
  }

  /**
   * Behind whatever was done on a connection: transactions, watched keys, subscriptions, MONITOR, another database, user,
   * protocol or name. One round trip. Fails if the server does not know RESET (before Redis 6.2); the connection must be closed
   * then.
   */
  static Future<Void> reset(RespConnection connection, RespConnectOptions options) {
    Handshake handshake = new Handshake(connection, options, options.connectTimeout());
    Future<Response> reset = handshake.send(Request.cmd(Command.RESET));
    return Future.all(reset, handshake.login())
        .compose(done -> "RESET".equals(String.valueOf(reset.result()))
            ? Future.succeededFuture()
            : Future.failedFuture("RESET was not answered by RESET"));
  }

  private Future<Void> guarded(Future<Void> login) {
    return login.recover(cause -> Future.failedFuture(withoutSecret(cause)));
  }

  /** Servers that do not understand a command may repeat its arguments, and one of them is the password. */
  private Throwable withoutSecret(Throwable cause) {
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

  private Future<Void> login() {
    return send(hello())
        .compose(
            done -> Future.succeededFuture(),
            cause -> Requests.errorReply(cause).filter(Handshake::knowsNoHello).isPresent()
                ? resp2Login()
                : Future.failedFuture(cause));
  }

  /** PING proves that somebody is there who speaks RESP, and that the login was enough. */
  private Future<Void> plainLogin() {
    Future<?> login = auth();
    return Future.join(login, send(Request.cmd(Command.PING)))
        .compose(
            done -> Future.succeededFuture(),
            cause ->
                login.failed() ? Future.failedFuture(login.cause()) : Future.failedFuture(cause));
  }

  private Future<Response> send(Request request) {
    return connection.send(request, timeout);
  }

  private Request hello() {
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

  private Future<Void> resp2Login() {
    Future<?> login = auth();
    if (!options.clientName().isEmpty()) {
      Request name = Request.cmd(Command.CLIENT).arg("SETNAME").arg(options.clientName());
      // A proxy may not know it, and a missing name hurts nobody.
      login = Future.join(login, send(name).otherwiseEmpty());
    }
    return login.mapEmpty();
  }

  private Future<?> auth() {
    return options
        .credentials()
        .map(credentials -> send(auth(credentials)))
        .orElse(Future.succeededFuture());
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
