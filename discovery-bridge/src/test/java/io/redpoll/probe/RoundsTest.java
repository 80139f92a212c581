package io.redpoll.probe;

import static io.redpoll.testing.Await.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.testing.Await;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RoundsTest {

  private static final Phase OFTEN = new Phase(0, TimeUnit.MILLISECONDS.toNanos(5));
  private static final long NEVER_LATE = TimeUnit.HOURS.toNanos(1);

  private final Vertx vertx = Vertx.vertx();
  private final ContextInternal context = ((VertxInternal) vertx).createEventLoopContext();
  private final Rounds rounds = new Rounds(context, NEVER_LATE);
  private final List<String> ran = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() throws Exception {
    result(vertx.close());
  }

  @Test
  void sc04_endpointsOfOnePhaseAreCheckedInOneTurnOfTheEventLoop() throws Exception {
    context.runOnContext(start -> {
      rounds.join(OFTEN, () -> {
        ran.add("first");
        context.nettyEventLoop().execute(() -> ran.add("next turn"));
      });
      rounds.join(OFTEN, () -> ran.add("second"));
    });
    Await.until(vertx, () -> ran.size() >= 6);
    assertThat(ran).startsWith("first", "second", "next turn", "first", "second", "next turn");
  }

  @Test
  void whoLeavesIsCheckedNoMoreAndTheOthersAre() throws Exception {
    Runnable leaving = () -> ran.add("leaving");
    context.runOnContext(start -> {
      rounds.join(OFTEN, leaving);
      rounds.join(OFTEN, () -> {
        ran.add("staying");
        rounds.leave(OFTEN, leaving);
      });
    });
    Await.until(vertx, () -> ran.size() >= 4);
    assertThat(ran).startsWith("leaving", "staying", "staying", "staying");
  }

  @Test
  void aTickThatComesTooLateIsLeftOut() throws Exception {
    Rounds impatient = new Rounds(context, -1);
    context.runOnContext(start -> {
      impatient.join(OFTEN, () -> ran.add("late"));
      rounds.join(new Phase(0, 2 * OFTEN.interval()), () -> ran.add("in time"));
    });
    Await.until(vertx, () -> ran.size() >= 3);
    assertThat(ran).containsOnly("in time");
  }
}
