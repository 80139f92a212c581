package io.redpoll.resp;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads and makes requests and replies of the stock client. Any thread. */
public final class Requests {

  private Requests() {}

  /** The command's name in capitals, {@code XGROUP} for {@code XGROUP CREATE}. */
  public static String name(Request request) {
    return name(request.command());
  }

  static String name(Command command) {
    return command.toString().toUpperCase(Locale.ROOT);
  }

  /** The arguments, without the command's name. Not to be changed. */
  public static List<byte[]> arguments(Request request) {
    return StockClient.arguments(request);
  }

  /** A request of these arguments. */
  public static Request of(Command command, List<byte[]> arguments) {
    Request request = Request.cmd(command);
    arguments.forEach(request::arg);
    return request;
  }

  /** An array reply; its elements may be null, for nil. */
  public static Response arrayOf(List<Response> elements) {
    return StockClient.array(elements.toArray(Response[]::new));
  }

  /** A string reply. */
  public static Response text(String value) {
    return new BulkReply("", value.getBytes(StandardCharsets.UTF_8));
  }

  /** An integer reply. */
  public static Response number(long value) {
    return StockClient.number(value);
  }

  /** The reply {@code OK}. */
  public static Response ok() {
    return StockClient.simple("OK");
  }

  /** The server's own words, {@code MOVED 3999 10.0.0.1:6379} for instance, if the failure is an error reply. */
  public static Optional<String> errorReply(Throwable failure) {
    return failure instanceof Response reply && reply.type() == ResponseType.ERROR
        ? Optional.of(reply.toString())
        : Optional.empty();
  }
}
