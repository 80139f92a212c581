package io.redpoll.handle;

import static io.redpoll.handle.TestRegistry.ask;
import static io.redpoll.handle.TestRegistry.await;
import static io.redpoll.handle.TestRegistry.cmd;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.testing.LogLines;
import io.redpoll.testkit.redis.RedisServer;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An endpoint that cannot be reached is warned of once, however often and from wherever it is tried, and told to be back. */
class ReachabilityLogIT {

  private static final String AWAY = "cannot be reached";
  private static final String BACK = "is reachable again";

  private final TestRegistry registry = new TestRegistry();

  private final LogLines log = LogLines.open(Node.class.getName(), Level.FINE);

  @AfterEach
  void end() {
    log.close();
    registry.close();
  }

  private static long count(List<String> lines, String what) {
    return lines.stream().filter(line -> line.contains(what)).count();
  }

  @Test
  void eachAbsenceIsWarnedOfOnce() {
    RedisServer server = registry.server();
    registry.standalone(TestPod.of("redis-0", "uid-0", server).primary());
    RedisHandle handle =
        registry.handle(new RedisHandleOptions().setDeadline(Duration.ofSeconds(15)));
    ask(handle, "SET", "k", "v");
    for (int absence = 1; absence <= 2; absence++) {
      long warned = count(log.warnings(), AWAY);
      long told = count(log.infos(), BACK);
      List<Future<Response>> waiting = new ArrayList<>();
      server.restartInPlace(() -> {
        long before = count(log.all(), AWAY);
        // From no event loop, so that each of them tries by a connection of its own.
        for (int i = 0; i < 10; i++) {
          waiting.add(handle.send(cmd("GET", "k")));
        }
        registry.until(() -> count(log.all(), AWAY) >= before + 5);
        assertThat(count(log.warnings(), AWAY)).isEqualTo(warned + 1);
        assertThat(count(log.infos(), BACK)).isEqualTo(told);
      });
      await(Future.all(waiting));
      assertThat(count(log.infos(), BACK)).isGreaterThan(told);
    }
  }
}
