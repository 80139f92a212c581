package io.redpoll.resp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RequestEncoderTest {

  @Test
  void bytesAreThoseOfTheStockClient() {
    Request many = Request.cmd(Command.MSET);
    for (int i = 0; i < 1234; i++) {
      many.arg("k" + i).arg("v".repeat(i));
    }
    assertEncodedAsStock(many);
    assertEncodedAsStock(Request.cmd(Command.PING));
    assertEncodedAsStock(Request.cmd(Command.create("no.such")).arg("").arg(-5).arg("ü"));
  }

  private static void assertEncodedAsStock(Request request) {
    ByteBuf bytes = Unpooled.buffer();
    RequestEncoder.encode(request, bytes);
    assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo(request.toString());
  }
}
