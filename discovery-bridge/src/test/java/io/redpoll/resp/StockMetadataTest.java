package io.redpoll.resp;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.redis.client.Request;
import io.vertx.redis.client.impl.CommandImpl;
import io.vertx.redis.client.impl.RequestImpl;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Where the stock client's own knowledge of commands goes wrong, which is why there is a table of ours. The servers stand for
 * ours: see {@link CommandTableIT}. If this fails, Vert.x changed its metadata for better or worse: look, and write it down.
 */
class StockMetadataTest {

  private final CommandTable table = CommandTable.load();

  @Test
  void whatItGetsWrong() {
    assertThat(CommandLines.ALL.stream().flatMap(this::wrong).collect(joining("\n")))
        .isEqualTo("""
            RENAME a b: keys [a, b], not [b]
            COPY a b: keys [a, b], not [b]
            SMOVE a b m: keys [a, b], not [b]
            LMOVE a b LEFT RIGHT: keys [a, b], not [b]
            BLMOVE a b LEFT RIGHT 0: keys [a, b], not [b]
            ZUNIONSTORE d 2 a b WEIGHTS 1 2: no read
            ZUNIONSTORE d 2 a b WEIGHTS 1 2: keys [d, a, b], not [a, b]
            ZRANGESTORE d s 0 -1: no read
            ZRANGESTORE d s 0 -1: keys [d, s], not [s]
            SINTERSTORE d a b: no read
            SINTERSTORE d a b: keys [d, a, b], not [a, b]
            BITOP AND d a b: no read
            BITOP AND d a b: keys [d, a, b], not [a, b]
            PFCOUNT a b: a read
            PFMERGE d a b: no read
            PFMERGE d a b: keys [d, a, b], not [a, b]
            GEORADIUS g 1 2 3 km: no read
            GEORADIUS g 1 2 3 km STORE d: no read
            GEORADIUS g 1 2 3 km STORE d: keys [g, d], not [g]
            GEORADIUSBYMEMBER g m 3 km STOREDIST d: no read
            GEORADIUSBYMEMBER g m 3 km STOREDIST d: keys [g, d], not [g]
            GEOSEARCHSTORE d s FROMMEMBER m BYRADIUS 1 km: no read
            GEOSEARCHSTORE d s FROMMEMBER m BYRADIUS 1 km: keys [d, s], not [s]
            SORT k BY nosort LIMIT 0 1: no read
            SORT k STORE d: no read
            FUNCTION LOAD code: no read
            SCRIPT LOAD code: no read
            CONFIG SET a b: no read
            PUBLISH c m: no read
            SPUBLISH c m: no read
            WATCH a b: no read
            XREADGROUP GROUP g c COUNT 1 STREAMS a b > >: no read
            XGROUP CREATE s g $: no read
            XGROUP CREATE s g $: keys [s], not []
            XINFO STREAM s: keys [s], not []
            OBJECT ENCODING k: keys [k], not []
            MEMORY USAGE k: keys [k], not []
            DEBUG OBJECT k: no read
            HEXPIRE k 1 FIELDS 1 f: no read
            HEXPIRE k 1 FIELDS 1 f: keys [k], not []
            HGETEX k EX 1 FIELDS 1 f: no read
            HGETEX k EX 1 FIELDS 1 f: keys [k], not []
            HSETEX k FIELDS 1 f v: no read
            HSETEX k FIELDS 1 f v: keys [k], not []
            HGETDEL k FIELDS 1 f: no read
            HGETDEL k FIELDS 1 f: keys [k], not []
            MSETEX 2 a 1 b 2 EX 10: no read
            MSETEX 2 a 1 b 2 EX 10: keys [a, b], not []
            PING: no read
            WAITAOF 1 1 0: no read
            VADD v VALUES 1 1 e: no read
            VADD v VALUES 1 1 e: keys [v], not []
            VSIM v ELE e: keys [v], not []
            JSON.GET d $: a read
            JSON.MGET a b $: a read
            JSON.MGET a b $: keys [a, b], not [a]
            JSON.MSET a $ 1 b $ 2: no read
            JSON.MSET a $ 1 b $ 2: keys [a, b], not []
            FT.SEARCH idx *: a read
            FT.SEARCH idx *: keys [], not [idx]
            FT.CREATE idx SCHEMA t TEXT: keys [], not [idx]
            BF.EXISTS b x: a read
            CMS.MERGE d 2 a b: keys [d, a, b], not [d]
            TDIGEST.MERGE d 2 a b: keys [d, a, b], not [d]
            TS.CREATERULE a b AGGREGATION avg 60: keys [a, b], not [a]""");
  }

  private Stream<String> wrong(String line) {
    Request request = CommandLines.request(line);
    List<byte[]> arguments = Requests.arguments(request);
    CommandInfo info = table.of(request);
    boolean reads = ((CommandImpl) request.command()).isReadOnly(arguments);
    List<String> keys = CommandLines.texts(((RequestImpl) request).keys());
    List<String> ours = CommandLines.texts(
        Arrays.stream(info.keyPositions(arguments)).mapToObj(arguments::get).toList());
    return Stream.of(
            reads == info.readOnly() ? "" : reads ? "no read" : "a read",
            keys.equals(ours) ? "" : "keys " + ours + ", not " + keys)
        .filter(fault -> !fault.isEmpty())
        .map(fault -> line + ": " + fault);
  }
}
