package io.redpoll.resp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import io.vertx.redis.client.impl.ParserHandler;
import io.vertx.redis.client.impl.RESPParser;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {

  private static final long SEED = 20261123;

  private final List<Response> frames = new ArrayList<>();

  /** The yardstick is the stock parser where it is right. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "+OK\n",
        "+hello world\n",
        "-ERR unknown command 'x'\n",
        ":0\n",
        ":-42\n",
        ":9223372036854775807\n",
        ":-9223372036854775808\n",
        "$-1\n",
        "$0\n\n",
        "$5\nhe\nl\n",
        "*-1\n",
        "*0\n",
        "*3\n:1\n$-1\n*2\n+a\n$1\nb\n",
        "_\n",
        "#t\n",
        "#f\n",
        ",3.25\n",
        ",-1\n",
        "~2\n+a\n+b\n",
        "%2\n+a\n:1\n$1\nb\n*1\n:2\n",
        "%0\n",
        ">3\n$7\nmessage\n$1\nc\n$1\nm\n",
        "=15\ntxt:Some string\n"
      })
  void ordinaryFramesAreWhatTheStockParserMakesOfThem(String text) {
    Response ours = read(text);
    Response stock = stock(text);
    assertThat(described(ours)).isEqualTo(described(stock));
  }

  @Test
  void whatTheStockParserGetsWrongIsRight() {
    assertThat(Requests.errorReply((Throwable) read("!21\nSYNTAX invalid syntax\n")))
        .contains("SYNTAX invalid syntax");
    BigInteger large = new BigInteger("3492890328409238509324850943850943825024385");
    assertThat(read("(12\n").toInteger()).isEqualTo(12);
    assertThat(read("(" + large + "\n").toBigInteger()).isEqualTo(large);
    assertThat(read("(-" + large + "\n").toNumber()).isEqualTo(large.negate());
    assertThat(read("+\n").toString()).isEmpty();
    assertThat(read("+\n").type()).isEqualTo(ResponseType.SIMPLE);
    assertThat(read(",inf\n").toDouble()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(read(",-inf\n").toDouble()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(read(",nan\n").toDouble()).isNaN();
    assertThat(read(",1.5e3\n").toDouble()).isEqualTo(1500.0);
    assertThat(read("%2\n:1\n+a\n#t\n+b\n").get("1").toString()).isEqualTo("a");
    assertThat(read("*2\n_\n*-1\n").get(1)).isNull();
    assertThat(read("=8\nmkd:*it*\n").format()).isEqualTo("mkd");
  }

  @Test
  void attributesBelongToTheValueBehindThem() {
    Response reply = read("|1\n+ttl\n:3600\n*2\n+a\n|1\n+x\n|1\n+y\n:1\n:2\n|0\n:7\n");
    assertThat(reply.size()).isEqualTo(2);
    assertThat(reply.type()).isEqualTo(ResponseType.MULTI);
    assertThat(reply.attributes().get("ttl").toInteger()).isEqualTo(3600);
    assertThat(reply.get(1).toInteger()).isEqualTo(7);
    assertThat(reply.get(1).attributes().get("x").toInteger()).isEqualTo(2);
    assertThat(reply.get(1).attributes().get("x").attributes().get("y").toInteger())
        .isEqualTo(1);
    assertThatThrownBy(() -> reply.get(9)).isInstanceOf(RuntimeException.class);
    assertThat(read("|1\n+k\n+v\n$-1\n")).isNull();
    assertThat(read("|1\n+k\n+v\n-ERR no\n")).isInstanceOf(Throwable.class);
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP/1.1 400, begins with 'H'",
    "' x', byte 0x20",
    "'$?\n', streamed",
    "'*?\n', streamed",
    "';4\n', streamed",
    "'.\n', streamed",
    "'$x\n', no length",
    "'$\n', no length",
    "'$-2\n', no length",
    "'%-1\n', no length",
    "'*-1x\n', no length",
    "'$99999999999\n', no length",
    "'$9999999999\n', 10000000014",
    "'*2147483647\n', at most",
    "'%999999999\n', at most",
    "'*2\n*2147483647\n', at most",
    "'$1\nabc', longer than announced",
    "':x\n', number",
    "':\n', number",
    "':9223372036854775808\n', number",
    "',x\n', number",
    "'(1.5\n', number",
    "'#x\n', boolean",
    "'_x\n', null",
    "'=3\ntxt\n', verbatim",
    "'=5\ntxt,a\n', verbatim"
  })
  void whatIsNoFrameIsRefusedInWords(String text, String words) {
    assertThatThrownBy(() -> feed(text))
        .isInstanceOf(NotRespException.class)
        .hasMessageContaining(words)
        .hasMessageContaining("expected");
  }

  @Test
  void lineWithoutEndIsNotWaitedFor() {
    FrameReader reader = reader(ReplyLimits.DEFAULT);
    Replies.feed(reader, Buffer.buffer("+"));
    assertThatThrownBy(() -> {
          for (int i = 0; i < 100; i++) {
            Replies.feed(reader, Buffer.buffer("x".repeat(1024)));
          }
        })
        .isInstanceOf(NotRespException.class)
        .hasMessageContaining("line");
  }

  @Test
  void bareLineFeedEndsNoLine() {
    assertThatThrownBy(() -> Replies.feed(reader(ReplyLimits.DEFAULT), Buffer.buffer("+a\n")))
        .isInstanceOf(NotRespException.class);
  }

  @Test
  void depthIsLimited() {
    FrameReader shallow = reader(new ReplyLimits(1024, 3));
    Replies.feed(shallow, wire("*1\n".repeat(3) + ":1\n"));
    assertThat(frames).hasSize(1);
    assertThatThrownBy(() -> Replies.feed(shallow, wire("*1\n".repeat(3) + "|1\n+k\n+v\n")))
        .isInstanceOf(NotRespException.class)
        .hasMessageContaining("deeper than 3");
  }

  @Test
  void sizeIsLimitedThoughNothingAnnouncesIt() {
    FrameReader small = reader(new ReplyLimits(1024, 3));
    assertThatThrownBy(() -> Replies.feed(small, wire("*100\n" + ":1234567890\n".repeat(100))))
        .isInstanceOf(NotRespException.class)
        .hasMessageContaining("at most 1024");
  }

  @Test
  void whatIsAnnouncedAndDoesNotComeTakesNoMemory() {
    long before = allocated();
    for (String announced : List.of("$536870912\n", "*170000000\n", "%80000000\n", "~3\n*9000\n")) {
      Replies.feed(reader(ReplyLimits.DEFAULT), wire(announced + "$5\nab"));
    }
    assertThat(frames).isEmpty();
    assertThat(allocated() - before).isLessThan(4_000_000);
  }

  @Test
  void largeStringsComeInManyPieces() {
    byte[] text = new byte[20_000_000];
    new Random(SEED).nextBytes(text);
    Buffer wire = Buffer.buffer("$20000000\r\n").appendBytes(text).appendString("\r\n+next\r\n");
    FrameReader reader = reader(ReplyLimits.DEFAULT);
    for (int at = 0; at < wire.length(); at += 65536) {
      Replies.feed(reader, wire.getBuffer(at, Math.min(at + 65536, wire.length())));
    }
    assertThat(frames.get(0).toBytes()).isEqualTo(text);
    assertThat(frames.get(1).toString()).isEqualTo("next");
  }

  @Test
  void anySplitOfAnyRepliesGivesTheSame() {
    Random random = new Random(SEED);
    for (int round = 0; round < 300; round++) {
      StringBuilder wire = new StringBuilder();
      List<String> expected = new ArrayList<>();
      for (int i = random.nextInt(1, 20); i > 0; i--) {
        RandomReply reply = RandomReply.make(random, 4);
        wire.append(reply.wire());
        expected.add(reply.text());
      }
      frames.clear();
      FrameReader reader = reader(ReplyLimits.DEFAULT);
      Buffer bytes = Buffer.buffer(wire.toString());
      int most = random.nextInt(1, 64);
      for (int at = 0; at < bytes.length(); ) {
        int to = Math.min(bytes.length(), at + random.nextInt(1, most + 1));
        Replies.feed(reader, bytes.getBuffer(at, to));
        at = to;
      }
      assertThat(frames.stream().map(String::valueOf)).as("round " + round).isEqualTo(expected);
    }
  }

  private Response read(String text) {
    frames.clear();
    feed(text);
    assertThat(frames).hasSize(1);
    return frames.get(0);
  }

  private void feed(String text) {
    Replies.feed(reader(ReplyLimits.DEFAULT), wire(text));
  }

  private FrameReader reader(ReplyLimits limits) {
    return new FrameReader(limits, frames::add);
  }

  private static Response stock(String text) {
    List<Response> all = new ArrayList<>();
    ParserHandler handler = new ParserHandler() {
      @Override
      public void handle(Response frame) {
        all.add(frame);
      }

      @Override
      public void fail(Throwable failure) {
        throw new IllegalArgumentException(text, failure);
      }
    };
    new RESPParser(handler, 32).handle(wire(text));
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  private static String described(Response reply) {
    if (reply == null) {
      return "nil";
    }
    String number = reply.type() == ResponseType.NUMBER
        ? " " + reply.toNumber().getClass() + " " + reply.toLong()
        : "";
    String format =
        reply.type() == ResponseType.BULK ? " " + reply.format() + " " + reply.toBuffer() : "";
    String size = reply.type() == ResponseType.MULTI ? " " + reply.size() + reply.isMap() : "";
    return reply.type() + " " + reply + number + format + size;
  }

  private static Buffer wire(String text) {
    return Buffer.buffer(text.replace("\n", "\r\n"));
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }
}
