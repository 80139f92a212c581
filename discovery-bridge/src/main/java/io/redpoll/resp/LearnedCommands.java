package io.redpoll.resp;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What the servers of one Service told of commands that the table does not have: of modules, of newer servers, and of renamed
 * ones, which they tell by their first name (Valkey 8.1 by the new one). Each is asked for once (COMMAND INFO), also if many need
 * it at once.
 *
 * <p>What a server does not know is asked for again the next time, since a module may have come meanwhile. Any thread.
 */
public final class LearnedCommands {

  private final CommandTable table;
  private final Map<String, Future<Optional<Answer>>> asked = new ConcurrentHashMap<>();

  /** None yet, beside those of {@code table}. */
  public LearnedCommands(CommandTable table) {
    this.table = table;
  }

  /**
   * What is known of a request that the table does not know.
   *
   * @param server sends a request to a server of the Service; not asked if the answer is here already
   * @return what it is; not {@link CommandInfo#known} if the server does not know it, refuses to tell, or cannot tell all its
   *     keys. Fails only if no server could be asked. Completes on any thread.
   */
  public Future<CommandInfo> of(Request request, Function<Request, Future<Response>> server) {
    CommandInfo unknown = table.of(request);
    return answer(unknown.name(), server)
        .map(answer -> answer.map(told -> told.of(request, table)).orElse(unknown));
  }

  private Future<Optional<Answer>> answer(String name, Function<Request, Future<Response>> server) {
    Promise<Optional<Answer>> promise = Promise.promise();
    Future<Optional<Answer>> before = asked.putIfAbsent(name, promise.future());
    if (before != null) {
      return before;
    }
    server
        .apply(Request.cmd(Command.COMMAND).arg("INFO").arg(name.toLowerCase(Locale.ROOT)))
        .map(reply -> Answer.of(CommandReply.read(reply)))
        .recover(LearnedCommands::refused)
        .onComplete(answer -> {
          if (answer.failed() || answer.result().isEmpty()) {
            asked.remove(name);
          }
          promise.handle(answer);
        });
    return promise.future();
  }

  /** A user may lack the right to ask, or the command that asks may be renamed. */
  private static Future<Optional<Answer>> refused(Throwable failure) {
    return Requests.errorReply(failure).isPresent()
        ? Future.succeededFuture(Optional.empty())
        : Future.failedFuture(failure);
  }

  /**
   * What a server told.
   *
   * @param info of the command, under the name that it had first
   * @param subcommands of those of a container, by name
   */
  private record Answer(CommandInfo info, Map<String, CommandInfo> subcommands) {

    static Optional<Answer> of(List<CommandFacts> facts) {
      List<CommandInfo> infos = facts.stream().map(Answer::info).toList();
      return infos.stream()
          .findFirst()
          .map(info -> new Answer(
              info,
              infos.stream()
                  .skip(1)
                  .collect(toMap(CommandInfo::name, identity(), (first, same) -> first))));
    }

    /** If the server itself cannot tell all keys, none are known; whether it reads, writes or waits still is. */
    private static CommandInfo info(CommandFacts facts) {
      CommandInfo info = facts.info().withSessionKind(sessionKind(facts));
      return info.keysComplete() ? info : info.withUnknownKeys();
    }

    /** Not all of these categories change their connection, but to share one with those that do would be worse. */
    private static SessionKind sessionKind(CommandFacts facts) {
      if (facts.flags().contains("@transaction")) {
        return SessionKind.TRANSACTION;
      }
      if (facts.flags().contains("@pubsub")) {
        return SessionKind.PUB_SUB;
      }
      return facts.flags().contains("@connection") ? SessionKind.STATE : SessionKind.NONE;
    }

    /** One that was renamed is the one that it was, with all that the table knows of it. */
    CommandInfo of(Request request, CommandTable table) {
      List<byte[]> arguments = Requests.arguments(request);
      if (table.of(info.name()).known()) {
        return table.of(Requests.of(Command.create(info.name()), arguments));
      }
      if (subcommands.isEmpty() || arguments.isEmpty()) {
        return info;
      }
      String sub = new String(arguments.get(0), StandardCharsets.ISO_8859_1);
      return subcommands.getOrDefault(info.name() + "|" + sub.toUpperCase(Locale.ROOT), info);
    }
  }
}
