package io.redpoll.resp;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RequestsTest {

  @Test
  void requestIsTakenApartAndPutTogether() {
    Request request = Request.cmd(Command.MGET).arg("a").arg("b").arg("c");
    List<byte[]> arguments = Requests.arguments(request);
    assertThat(arguments)
        .extracting(bytes -> new String(bytes, StandardCharsets.UTF_8))
        .containsExactly("a", "b", "c");
    assertThat(Requests.of(request.command(), arguments)).isEqualTo(request);
    assertThat(Requests.name(request)).isEqualTo("MGET");
  }

  @Test
  void repliesLookLikeThoseOfAServer() {
    Response merged = Requests.arrayOf(Arrays.asList(Requests.number(1), null, Requests.ok()));
    assertThat(merged).hasToString("[1, null, OK]");
    assertThat(merged.size()).isEqualTo(3);
    assertThat(merged.get(1)).isNull();
    assertThat(Requests.arrayOf(List.of()).size()).isZero();
    assertThat(Requests.number(7).toInteger()).isEqualTo(7);
  }

  @Test
  void errorReplyIsToldFromOtherFailures() {
    assertThat(Requests.errorReply(Replies.error("MOVED 1 10.0.0.1:6379")))
        .contains("MOVED 1 10.0.0.1:6379");
    assertThat(Requests.errorReply(new RespException(Fault.TIMEOUT, Delivery.NOT_SENT, "late")))
        .isEmpty();
  }

  @Test
  void passwordIsNeverShown() {
    RespCredentials credentials = new RespCredentials("app", "secret");
    assertThat(Optional.of(credentials).toString()).contains("app").doesNotContain("secret");
  }
}
