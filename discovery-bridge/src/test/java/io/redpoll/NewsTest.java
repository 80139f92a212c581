package io.redpoll;

import static io.redpoll.endpoint.Samples.pod;
import static io.redpoll.endpoint.Samples.primary;
import static io.redpoll.endpoint.Samples.refused;
import static io.redpoll.endpoint.Samples.replica;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.Endpoint;
import org.junit.jupiter.api.Test;

class NewsTest {

  private final Endpoint redis = pod(0);
  private final News news = new News(2);

  @Test
  void sc04_whatStaysTheSameIsToldAsOftenAsItTakesAndNoMore() {
    assertThat(news.take("a", primary(redis))).isTrue();
    assertThat(news.take("a", primary(redis))).isTrue();
    assertThat(news.take("a", primary(redis))).isFalse();
    assertThat(news.take("b", primary(redis))).as("another agent").isTrue();
    assertThat(news.take("a", replica(redis, pod(1)))).as("another role").isTrue();
  }

  @Test
  void failuresAreAlwaysTold() {
    for (int i = 0; i < 10; i++) {
      assertThat(news.take("a", refused(redis))).isTrue();
    }
    assertThat(news.take("a", primary(redis))).isTrue();
    assertThat(news.take("a", primary(redis))).isTrue();
    assertThat(news.take("a", primary(redis))).isFalse();
  }

  @Test
  void whatDidNotArriveOrMeetsANewCuratorIsToldAgain() {
    tellTwice();
    news.lost("a", redis.id());
    assertThat(news.take("a", primary(redis))).isTrue();
    tellTwice();
    news.forgetAll();
    assertThat(news.take("a", primary(redis))).isTrue();
  }

  private void tellTwice() {
    news.take("a", primary(redis));
    news.take("a", primary(redis));
    assertThat(news.take("a", primary(redis))).isFalse();
  }
}
