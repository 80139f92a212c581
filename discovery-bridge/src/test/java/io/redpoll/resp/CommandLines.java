package io.redpoll.resp;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Commands as they are sent, whose keys are easy to miss or to mistake, and some plain ones. */
final class CommandLines {

  static final List<String> ALL = List.of(
      "GET k",
      "SET k v",
      "DEL a b c",
      "MGET a b c",
      "MSET a 1 b 2",
      "MSETNX a 1 b 2",
      "RENAME a b",
      "COPY a b",
      "SMOVE a b m",
      "LMOVE a b LEFT RIGHT",
      "BLMOVE a b LEFT RIGHT 0",
      "BLPOP a b 0",
      "BZPOPMIN a b 0",
      "LMPOP 2 a b LEFT",
      "BLMPOP 0 2 a b LEFT",
      "BZMPOP 0 2 a b MIN",
      "ZUNION 2 a b WEIGHTS 1 2",
      "ZUNIONSTORE d 2 a b WEIGHTS 1 2",
      "ZINTERCARD 2 a b LIMIT 1",
      "ZRANGESTORE d s 0 -1",
      "SINTERSTORE d a b",
      "SINTERCARD 2 a b",
      "SDIFF a b",
      "BITOP AND d a b",
      "PFCOUNT a b",
      "PFMERGE d a b",
      "GEOADD g 1 2 m",
      "GEORADIUS g 1 2 3 km",
      "GEORADIUS g 1 2 3 km STORE d",
      "GEORADIUSBYMEMBER g m 3 km STOREDIST d",
      "GEOSEARCHSTORE d s FROMMEMBER m BYRADIUS 1 km",
      "SORT k BY nosort LIMIT 0 1",
      "SORT k STORE d",
      "SORT_RO k",
      "EVAL code 2 a b c",
      "EVAL_RO code 1 a b",
      "EVALSHA 0123456789012345678901234567890123456789 1 a",
      "FCALL f 2 a b c",
      "FUNCTION LOAD code",
      "SCRIPT LOAD code",
      "CONFIG SET a b",
      "PUBLISH c m",
      "SPUBLISH c m",
      "WATCH a b",
      "XADD s * f v",
      "XREAD COUNT 1 STREAMS a b 0 0",
      "XREADGROUP GROUP g c COUNT 1 STREAMS a b > >",
      "XGROUP CREATE s g $",
      "XINFO STREAM s",
      "XTRIM s MAXLEN 1",
      "OBJECT ENCODING k",
      "MEMORY USAGE k",
      "DEBUG OBJECT k",
      "MIGRATE 127.0.0.1 6379 k 0 10",
      "RESTORE k 0 v",
      "HEXPIRE k 1 FIELDS 1 f",
      "HGETEX k EX 1 FIELDS 1 f",
      "HSETEX k FIELDS 1 f v",
      "HGETDEL k FIELDS 1 f",
      "MSETEX 2 a 1 b 2 EX 10",
      "LCS a b",
      "PING",
      "WAITAOF 1 1 0",
      "VADD v VALUES 1 1 e",
      "VSIM v ELE e",
      "JSON.GET d $",
      "JSON.SET d $ 1",
      "JSON.MGET a b $",
      "JSON.MSET a $ 1 b $ 2",
      "FT.SEARCH idx *",
      "FT.CREATE idx SCHEMA t TEXT",
      "BF.EXISTS b x",
      "CMS.MERGE d 2 a b",
      "TDIGEST.MERGE d 2 a b",
      "TS.MADD a 1 1 b 1 1",
      "TS.CREATERULE a b AGGREGATION avg 60");

  private CommandLines() {}

  static Request request(String line) {
    List<String> words = words(line);
    Request request = Request.cmd(Command.create(words.get(0)));
    words.stream().skip(1).forEach(request::arg);
    return request;
  }

  /** Two quotes stand for an empty word. */
  static List<String> words(String line) {
    return Arrays.stream(line.split(" ", -1))
        .map(word -> word.replace("''", ""))
        .toList();
  }

  static List<String> texts(List<byte[]> words) {
    return words.stream().map(word -> new String(word, StandardCharsets.UTF_8)).toList();
  }
}
