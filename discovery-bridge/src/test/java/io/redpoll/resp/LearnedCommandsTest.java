package io.redpoll.resp;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LearnedCommandsTest {

  private static final Response NONE = StockClient.array();

  private final LearnedCommands learned = new LearnedCommands(CommandTable.load());
  private final List<String> questions = new ArrayList<>();

  private Future<CommandInfo> ask(String line, Future<Response> reply) {
    return learned.of(CommandLines.request(line), question -> {
      questions.add(String.join(" ", CommandLines.texts(Requests.arguments(question))));
      return reply;
    });
  }

  private CommandInfo told(String line, Response command) {
    return ask(line, Future.succeededFuture(StockClient.array(command))).result();
  }

  private static Response flags(String... flags) {
    return StockClient.array(Stream.of(flags).map(StockClient::simple).toArray(Response[]::new));
  }

  /** As before Redis 7. */
  private static Response old(String name, Response flags, int first, int last, int step) {
    return StockClient.array(
        StockClient.simple(name),
        StockClient.number(-2),
        flags,
        StockClient.number(first),
        StockClient.number(last),
        StockClient.number(step));
  }

  /** As of Redis 6. */
  private static Response inCategory(String name, String category) {
    return StockClient.array(
        StockClient.simple(name),
        StockClient.number(1),
        flags("fast"),
        StockClient.number(0),
        StockClient.number(0),
        StockClient.number(0),
        flags(category));
  }

  /** As since Redis 7. */
  private static Response recent(String name, Response specs, Response subcommands) {
    return StockClient.array(
        StockClient.simple(name),
        StockClient.number(-2),
        flags("readonly"),
        StockClient.number(0),
        StockClient.number(0),
        StockClient.number(0),
        NONE,
        NONE,
        specs,
        subcommands);
  }

  private static Response map(Object... entries) {
    return StockClient.map(Stream.of(entries)
        .map(entry -> entry instanceof Response response
            ? response
            : entry instanceof Integer number
                ? StockClient.number(number)
                : StockClient.simple((String) entry))
        .toArray(Response[]::new));
  }

  private static Response keynum(String... flags) {
    return StockClient.array(map(
        "flags", flags(flags),
        "begin_search", map("type", "index", "spec", map("index", 1)),
        "find_keys",
            map("type", "keynum", "spec", map("keynumidx", 0, "keystep", 1, "firstkey", 1))));
  }

  private static int[] keys(CommandInfo info, String line) {
    return info.keyPositions(Requests.arguments(CommandLines.request(line)));
  }

  @Test
  void oldServersTellFirstAndLastKey() {
    String line = "NEW.PAIRS a 1 b 2";
    CommandInfo info = told(line, old("new.pairs", flags("write", "denyoom"), 1, -1, 2));
    assertThat(info.known()).isTrue();
    assertThat(info.write()).isTrue();
    assertThat(keys(info, line)).containsExactly(0, 2);
  }

  @Test
  void recentServersTellKeySpecifications() {
    CommandInfo info = told("NEW.READ 2 a b c", recent("new.read", keynum(), NONE));
    assertThat(info.readOnly()).isTrue();
    assertThat(info.idempotent()).isTrue();
    assertThat(keys(info, "NEW.READ 2 a b c")).containsExactly(1, 2);
  }

  @Test
  void keysThatTheServerCannotTellAreUnknownButTheRestIsNot() {
    CommandInfo moved =
        told("MOVED.KEYS a", old("moved.keys", flags("readonly", "movablekeys"), 1, 1, 1));
    CommandInfo some = told("SOME.KEYS 1 a", recent("some.keys", keynum("incomplete"), NONE));
    assertThat(List.of(moved, some)).allSatisfy(info -> {
      assertThat(info.known()).isFalse();
      assertThat(info.readOnly()).isTrue();
      assertThat(info.write()).isFalse();
      assertThat(info.keySpecs()).isEmpty();
    });
  }

  @Test
  void aContainerTellsItsCommands() {
    Response container =
        recent("new.box", NONE, StockClient.array(recent("new.box|put", keynum(), NONE)));
    assertThat(keys(told("NEW.BOX put 1 a", container), "NEW.BOX 1 a")).containsExactly(1);
    assertThat(told("NEW.BOX HELP", container).name()).isEqualTo("NEW.BOX");
    assertThat(told("NEW.BOX", container).name()).isEqualTo("NEW.BOX");
    assertThat(questions).containsExactly("INFO new.box");
  }

  @Test
  void aRenamedCommandIsTheOneThatItWas() {
    Response set = old("set", flags("write"), 1, 1, 1);
    assertThat(told("PUT k v", set).name()).isEqualTo("SET");
    assertThat(told("PUT k v", set).idempotent()).isTrue();
    assertThat(told("PUT k v NX", set).idempotent()).isFalse();
  }

  @Test
  void categoriesTellWhatMustNotShareAConnection() {
    assertThat(told("BEGIN", inCategory("begin", "@transaction")).sessionKind())
        .isEqualTo(SessionKind.TRANSACTION);
    assertThat(told("LISTEN c", inCategory("listen", "@pubsub")).sessionKind())
        .isEqualTo(SessionKind.PUB_SUB);
    assertThat(told("USE 1", inCategory("use", "@connection")).sessionKind())
        .isEqualTo(SessionKind.STATE);
    assertThat(told("LOOK k", inCategory("look", "@fast")).sessionKind())
        .isEqualTo(SessionKind.NONE);
  }

  @Test
  void manyAskOnce() {
    Promise<Response> reply = Promise.promise();
    List<Future<CommandInfo>> asks =
        Stream.generate(() -> ask("NEW.READ 1 a", reply.future())).limit(100).toList();
    reply.complete(StockClient.array(recent("new.read", keynum(), NONE)));
    assertThat(asks).allSatisfy(ask -> assertThat(ask.result().known()).isTrue());
    assertThat(
            ask("new.read 1 a", Future.failedFuture("not to be asked")).result().known())
        .isTrue();
    assertThat(questions).containsExactly("INFO new.read");
  }

  @Test
  void whatTheServerDoesNotKnowOrTellIsAskedForAgain() {
    assertThat(told("NO.SUCH k", null).known()).isFalse();
    assertThat(ask("NO.SUCH k", Future.failedFuture((Throwable) StockClient.error("NOPERM no")))
            .result()
            .known())
        .isFalse();
    assertThat(ask("NO.SUCH k", Future.failedFuture("gone")).cause()).hasMessage("gone");
    assertThat(questions).containsExactly("INFO no.such", "INFO no.such", "INFO no.such");
  }
}
