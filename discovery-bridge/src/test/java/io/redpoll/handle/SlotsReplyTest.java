package io.redpoll.handle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redpoll.endpoint.HostAndPort;
import io.redpoll.resp.Requests;
import io.vertx.redis.client.Response;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlotsReplyTest {

  private static final HostAndPort ASKED = new HostAndPort("10.0.0.9", 6379);

  private static Response array(Object... elements) {
    return Requests.arrayOf(Arrays.stream(elements).map(SlotsReplyTest::reply).toList());
  }

  private static Response reply(Object value) {
    if (value instanceof Integer number) {
      return Requests.number(number);
    }
    return value instanceof String text ? Requests.text(text) : (Response) value;
  }

  private static Response node(String host, int port, Object... more) {
    Object[] all = new Object[3 + more.length];
    all[0] = host;
    all[1] = port;
    all[2] = "the id of " + host;
    System.arraycopy(more, 0, all, 3, more.length);
    return array(all);
  }

  private static List<String> primaries(SlotMap map) {
    return map.shards().stream()
        .map(shard -> shard.primary().address().toString())
        .toList();
  }

  @Test
  void rangesOfOnePrimaryAreOneShard() {
    SlotMap map = SlotsReply.read(
        array(
            array(100, 199, node("10.0.0.2", 6379)),
            array(0, 99, node("10.0.0.1", 6379), node("10.0.0.3", 6379)),
            array(200, 16383, node("10.0.0.1", 6379))),
        ASKED);
    assertThat(primaries(map)).containsExactly("10.0.0.1:6379", "10.0.0.2:6379");
    assertThat(map.shardOf(50)).isZero();
    assertThat(map.shardOf(150)).isEqualTo(1);
    assertThat(map.shardOf(16383)).isZero();
    assertThat(map.shards().get(0).replicas()).hasSize(1);
    assertThat(map.covered()).isEqualTo(16384);
  }

  @Test
  void aNodeWithoutAHostIsTheOneThatWasAsked() {
    SlotMap map =
        SlotsReply.read(array(array(0, 9, node("", 6380)), array(10, 19, node(null, 6381))), ASKED);
    assertThat(primaries(map)).containsExactly("10.0.0.9:6380", "10.0.0.9:6381");
    assertThat(map.shardOf(20)).isEqualTo(-1);
    assertThat(map.covered()).isEqualTo(20);
  }

  @Test
  void aNodeThatIsCalledByNameHasItsAddressBesideAndANamelessOneByItsAddressOnly() {
    SlotMap map = SlotsReply.read(
        array(
            array(0, 9, node("redis-0.redis", 6379, array("ip", "10.0.0.1"))),
            array(10, 19, node("?", 6379, array("ip", "10.0.0.2"))),
            array(20, 29, node("?", 6379, array()))),
        ASKED);
    assertThat(primaries(map)).containsExactly("redis-0.redis:6379", "10.0.0.2:6379");
    assertThat(map.shards().get(0).primary().aliases())
        .containsExactly(new HostAndPort("10.0.0.1", 6379));
    assertThat(map.shardOf(25)).isEqualTo(-1);
  }

  @Test
  void noSlotsAreAnEmptyMap() {
    assertThat(SlotsReply.read(array(), ASKED)).isEqualTo(SlotMap.EMPTY);
  }

  @Test
  void whatIsNoSuchReplyIsRefused() {
    for (Response wrong : Arrays.asList(
        null,
        Requests.number(1),
        array(1),
        array(array(0, 9)),
        array(array(0, 9, "x")),
        array(array(0, 16384, node("10.0.0.1", 6379))))) {
      assertThatThrownBy(() -> SlotsReply.read(wrong, ASKED))
          .as(String.valueOf(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected");
    }
  }
}
