package io.redpoll.resp;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandTableTest {

  private final CommandTable table = CommandTable.load();

  /** Everything that the stock metadata takes for a read, and more. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ZUNIONSTORE d 1 z",
        "SINTERSTORE d s",
        "BITOP AND d s",
        "PFMERGE d s",
        "GEOSEARCHSTORE d s FROMMEMBER m BYRADIUS 1 km",
        "GEORADIUS g 1 1 1 km STORE d",
        "SORT k STORE d",
        "XGROUP CREATE s g $",
        "FUNCTION LOAD code",
        "SCRIPT LOAD code",
        "CONFIG SET a b",
        "PUBLISH c m",
        "WATCH k",
        "HEXPIRE k 1 FIELDS 1 f",
        "JSON.SET d $ 1",
        "FT.CREATE idx SCHEMA t TEXT",
        "VADD v VALUES 1 1 e",
        "HGETEX k EX 1 FIELDS 1 f",
        "WAITAOF 1 1 0",
        "PING",
        "EVAL code 0",
        "NO.SUCH k"
      })
  void whatIsNotFlaggedReadOnlyIsNoRead(String line) {
    assertThat(info(line).readOnly()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET k",
        "PFCOUNT k",
        "EVAL_RO code 1 k",
        "SORT_RO k",
        "XREAD STREAMS s 0",
        "XINFO STREAM s",
        "OBJECT ENCODING k",
        "MEMORY USAGE k",
        "VSIM v ELE e",
        "JSON.GET d",
        "FT.SEARCH idx *",
        "TS.RANGE t - +",
        "BF.EXISTS b x",
        "CMS.QUERY c x",
        "TOPK.LIST t",
        "TDIGEST.MIN t"
      })
  void readsAreReads(String line) {
    assertThat(info(line).readOnly()).isTrue();
    assertThat(info(line).write()).isFalse();
    assertThat(info(line).idempotent()).isTrue();
  }

  /** The first lines are those where the stock metadata finds other keys, or none. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "RENAME a b                                    | a b",
        "COPY a b                                      | a b",
        "SMOVE s1 s2 m                                 | s1 s2",
        "LMOVE a b LEFT RIGHT                          | a b",
        "ZUNIONSTORE dst 2 z1 z2 WEIGHTS 1 2           | dst z1 z2",
        "BITOP AND d s1 s2                             | d s1 s2",
        "GEOSEARCHSTORE d s FROMMEMBER m BYRADIUS 1 m  | d s",
        "XGROUP CREATE s g $                           | s",
        "XINFO STREAM s                                | s",
        "OBJECT ENCODING k                             | k",
        "MEMORY USAGE k                                | k",
        "XREADGROUP GROUP g c COUNT 1 STREAMS s1 s2 > >| s1 s2",
        "XREAD COUNT 2 STREAMS s1 s2 0 0               | s1 s2",
        "GET k                                         | k",
        "MGET a b c                                    | a b c",
        "MSET a 1 b 2                                  | a b",
        "EVAL code 2 a b c d                           | a b",
        "EVAL code 0 a b                               | ''",
        "FCALL f 1 a b                                 | a",
        "SORT k BY w* GET o* STORE d                   | k",
        "GEORADIUS g 1 2 3 km STORE d                  | g d",
        "GEORADIUS g 1 2 3 km ASC STOREDIST d          | g d",
        "MIGRATE h 6379 k 0 10                         | k",
        "MIGRATE h 6379 '' 0 10 KEYS a b               | '' a b",
        "ZINTERCARD 2 a b LIMIT 1                      | a b",
        "LMPOP 2 a b LEFT                              | a b",
        "BLPOP a b 0                                   | a b",
        "BLMPOP 0 2 a b LEFT                           | a b",
        "HGETEX k EX 10 FIELDS 2 f g                   | k",
        "HIMPORT SET k fields v                        | k",
        "MSETEX 2 a 1 b 2 EX 10                        | a b",
        "DELEX k IFEQ v                                | k",
        "LMOVEM a b LEFT RIGHT                         | a b",
        "SUNIONCARD 2 a b LIMIT 1                      | a b",
        "XACKDEL s g IDS 1 1-1                         | s",
        "VADD v VALUES 2 1 2 e                         | v",
        "VSIM v ELE e COUNT 3                          | v",
        "JSON.SET d $ 1                                | d",
        "JSON.MGET a b c $.x                           | a b c",
        "JSON.MSET a $ 1 b $ 2                         | a b",
        "JSON.DEBUG MEMORY d $                         | d",
        "JSON.DEBUG HELP                               | ''",
        "FT.SEARCH idx *                               | ''",
        "FT.CURSOR READ idx 1                          | ''",
        "FT.SUGADD s word 1                            | s",
        "TS.MADD a 1 1 b 1 1                           | a b",
        "TS.CREATERULE a b AGGREGATION avg 60          | a b",
        "TS.NRANGE 2 a b - +                           | a b",
        "BF.MADD b x y                                 | b",
        "CF.INSERT c ITEMS x                           | c",
        "CMS.MERGE d 2 a b WEIGHTS 1 2                 | d a b",
        "TOPK.ADD t x                                  | t",
        "TDIGEST.MERGE d 2 a b                         | d a b",
        "SCRIPT SHOW 0123                              | ''",
        "PING                                          | ''",
        "PUBLISH c m                                   | ''",
        "EVAL code 99 a                                | ''",
        "EVAL code x a                                 | ''",
        "NO.SUCH a b                                   | ''"
      })
  void allKeysAreFound(String line, String keys) {
    assertThat(keys(line)).isEqualTo(keys == null ? "" : keys);
  }

  @Test
  void unknownKeysAreOwnedUp() {
    assertThat(info("SORT k STORE d").keysComplete()).isFalse();
    assertThat(info("NO.SUCH k").keysComplete()).isFalse();
    assertThat(info("ZUNIONSTORE d 1 z").keysComplete()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "BLPOP k 0, true",
    "BLMOVE a b LEFT LEFT 0, true",
    "BZPOPMIN k 0, true",
    "WAIT 1 0, true",
    "XREAD BLOCK 0 STREAMS s 0, true",
    "XREADGROUP GROUP g c block 5 STREAMS s >, true",
    "XREAD STREAMS BLOCK 0, false",
    "XREADGROUP GROUP g c STREAMS s >, false",
    "TS.READ t - BLOCK 100 1, true",
    "TS.READ BLOCK -, false",
    "BLMOVEM a b LEFT RIGHT 0, true",
    "LPOP k, false"
  })
  void blockingDependsOnArguments(String line, boolean blocking) {
    assertThat(info(line).blocking()).isEqualTo(blocking);
  }

  @ParameterizedTest
  @CsvSource({
    "SUBSCRIBE c, PUB_SUB",
    "SUNSUBSCRIBE, PUB_SUB",
    "MULTI, TRANSACTION",
    "WATCH k, TRANSACTION",
    "SELECT 1, STATE",
    "HELLO 3, STATE",
    "MONITOR, STATE",
    "HIMPORT PREPARE fields f g, STATE",
    "CLIENT CAPA redirect, STATE",
    "CLIENT REPLY OFF, STATE",
    "client tracking on, STATE",
    "CLIENT INFO, NONE",
    "PUBLISH c m, NONE",
    "GET k, NONE"
  })
  void whatLeavesATraceOnItsConnectionIsKnown(String line, SessionKind kind) {
    assertThat(info(line).sessionKind()).isEqualTo(kind);
    assertThat(info(line).session()).isEqualTo(kind != SessionKind.NONE);
  }

  @ParameterizedTest
  @CsvSource({
    "SET k v, true",
    "SET k v EX 10, true",
    "SET k v NX, false",
    "set k v get, false",
    "DEL k, true",
    "EXPIRE k 10, true",
    "EXPIRE k 10 NX, false",
    "ZADD z 1 m, true",
    "ZADD z INCR 1 m, false",
    "INCR k, false",
    "LPUSH l v, false",
    "XADD s * a b, false",
    "EVAL code 0, false",
    "PUBLISH c m, false",
    "PING, true",
    "HSETEX k FIELDS 1 f v, true",
    "HSETEX k FNX FIELDS 1 f v, false",
    "HGETDEL k FIELDS 1 f, false",
    "DELEX k, true",
    "DELEX k IFEQ v, false",
    "VADD v VALUES 1 1 e, true",
    "VADD v VALUES 1 1 e CAS, false",
    "JSON.SET d $ 1, true",
    "JSON.SET d $ 1 NX, false",
    "JSON.DEL d $.a[0], false",
    "BF.ADD b x, true",
    "CF.ADD c x, false",
    "TS.ADD t * 1, false",
    "NO.SUCH k, false"
  })
  void whatMayRunTwiceIsKnown(String line, boolean idempotent) {
    assertThat(info(line).idempotent()).isEqualTo(idempotent);
  }

  @ParameterizedTest
  @CsvSource({
    "MGET a, ARRAY_IN_ORDER",
    "MSET a 1, ALL_OK",
    "DEL a, SUM",
    "UNLINK a, SUM",
    "EXISTS a, SUM",
    "TOUCH a, SUM",
    "MSETNX a 1, NONE",
    "SUNION a, NONE",
    "PFCOUNT a, NONE"
  })
  void whatCanBeSplitIsKnown(String line, Merge merge) {
    assertThat(info(line).merge()).isEqualTo(merge);
  }

  @Test
  void namesAreFoundInAnyCase() {
    assertThat(table.of("Get")).isSameAs(table.of("get")).isSameAs(table.of("GET"));
    assertThat(table.of("xgroup|create").name()).isEqualTo("XGROUP|CREATE");
    assertThat(table.of("xgroup|nonsense").known()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "GET k, false",
    "MSET a 1, false",
    "EVAL code 1 k, true",
    "SORT k, true",
    "XREAD STREAMS s 0, true",
    "PING, false"
  })
  void keysThatMoveAreKnown(String line, boolean movable) {
    assertThat(info(line).movableKeys()).isEqualTo(movable);
  }

  @Test
  void everyLineOfTheTableSaysWhatItWasReadFrom() {
    assertThat(CommandTable.lines()).hasSizeGreaterThan(600).isSorted();
    assertThat(CommandTable.lines())
        .allSatisfy(line -> assertThat(CommandFacts.parse(line).line()).isEqualTo(line));
  }

  @Test
  void whatArgumentsMakeOfACommandStaysWithThem() {
    assertThat(info("SET k v NX").idempotent()).isFalse();
    assertThat(info("SET k v").idempotent()).isTrue();
    assertThat(info("XREAD BLOCK 0 STREAMS s 0").blocking()).isTrue();
    assertThat(info("XREAD STREAMS s 0").blocking()).isFalse();
  }

  @Test
  void commandsThatAreMadeAnewEachTimeAreToldApart() {
    for (int i = 0; i < 10_000; i++) {
      assertThat(info("NO.SUCH" + i).name()).isEqualTo("NO.SUCH" + i);
      assertThat(info("get k")).isSameAs(table.of("GET"));
    }
  }

  @Test
  void keysThatTwoRulesFindAreToldOnceAndInOrder() {
    CommandInfo twice = new CommandInfo(
        "TWICE",
        true,
        true,
        false,
        false,
        SessionKind.NONE,
        true,
        Merge.NONE,
        List.of(KeySpec.parse("INDEX:2 RANGE:-1,1,0"), KeySpec.parse("INDEX:1 RANGE:-1,1,0")));
    assertThat(twice.keyPositions(Requests.arguments(request("TWICE a b c"))))
        .containsExactly(0, 1, 2);
  }

  private CommandInfo info(String line) {
    return table.of(request(line));
  }

  private String keys(String line) {
    Request request = request(line);
    List<byte[]> arguments = Requests.arguments(request);
    List<String> keys = new ArrayList<>();
    for (int position : table.of(request).keyPositions(arguments)) {
      keys.add(new String(arguments.get(position), StandardCharsets.UTF_8));
    }
    return String.join(" ", keys);
  }

  private static Request request(String line) {
    String[] words = line.trim().split(" +", -1);
    Request request = Request.cmd(Command.create(words[0]));
    Arrays.stream(words).skip(1).forEach(request::arg);
    return request;
  }
}
