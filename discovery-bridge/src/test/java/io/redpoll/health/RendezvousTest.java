package io.redpoll.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RendezvousTest {

  private static final List<String> KEYS =
      IntStream.range(0, 10_000).mapToObj(i -> "shop/cache-" + i).toList();
  private static final List<String> TEN =
      IntStream.range(0, 10).mapToObj(i -> "node-" + i).toList();

  @Test
  void sc05_leavingMovesOnlyWhatTheLeaverHad() {
    List<String> nine = TEN.subList(0, 9);

    assertThat(KEYS).allSatisfy(key -> {
      String before = Rendezvous.owner(key, TEN);
      String after = Rendezvous.owner(key, nine);
      assertThat(after.equals(before) || before.equals("node-9")).isTrue();
    });
  }

  @Test
  void eachHasItsShare() {
    Map<String, Long> shares = KEYS.stream()
        .map(key -> Rendezvous.owner(key, TEN))
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));

    assertThat(shares).hasSize(10);
    assertThat(shares.values()).allSatisfy(share -> assertThat(share).isBetween(850L, 1150L));
  }

  @Test
  void orderOfCandidatesDoesNotMatter() {
    List<String> shuffled = new ArrayList<>(TEN);
    Collections.shuffle(shuffled, new Random(7));

    assertThat(KEYS.subList(0, 500))
        .allSatisfy(key ->
            assertThat(Rendezvous.owner(key, shuffled)).isEqualTo(Rendezvous.owner(key, TEN)));
  }

  @Test
  void answerIsTheSameInEveryVersion() {
    assertThat(
            KEYS.subList(0, 5).stream().map(key -> Rendezvous.owner(key, TEN)).toList())
        .containsExactly("node-5", "node-7", "node-9", "node-5", "node-6");
  }
}
