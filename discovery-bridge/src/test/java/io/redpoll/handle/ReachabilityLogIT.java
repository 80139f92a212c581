package io.redpoll.handle;

import static io.redpoll.handle.TestRegistry.ask;
import static io.redpoll.handle.TestRegistry.await;
import static io.redpoll.handle.TestRegistry.cmd;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.testkit.redis.RedisServer;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An endpoint that cannot be reached is warned of once, however often and from wherever it is tried, and told to be back. */
class ReachabilityLogIT {

  private static final String AWAY = "cannot be reached";
  private static final String BACK = "is reachable again";

  private final TestRegistry registry = new TestRegistry();

  // Held, since a logger that nobody holds forgets its handlers.
  private final Logger logger = Logger.getLogger(Node.class.getName());
  private final List<LogRecord> records = new CopyOnWriteArrayList<>();
  private final Handler recorder = new Handler() {
    @Override
    public void publish(LogRecord record) {
      records.add(record);
    }

    @Override
    public void flush() {
      // Nothing is held back.
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  };

  @BeforeEach
  void record() {
    logger.setLevel(Level.FINE);
    logger.addHandler(recorder);
  }

  @AfterEach
  void end() {
    logger.removeHandler(recorder);
    logger.setLevel(null);
    registry.close();
  }

  private long logged(String what) {
    return records.stream().filter(record -> record.getMessage().contains(what)).count();
  }

  private long logged(Level level, String what) {
    return records.stream()
        .filter(record -> record.getLevel().equals(level) && record.getMessage().contains(what))
        .count();
  }

  @Test
  void eachAbsenceIsWarnedOfOnce() {
    RedisServer server = registry.server();
    registry.standalone(TestPod.of("redis-0", "uid-0", server).primary());
    RedisHandle handle =
        registry.handle(new RedisHandleOptions().setDeadline(Duration.ofSeconds(15)));
    ask(handle, "SET", "k", "v");
    for (int absence = 1; absence <= 2; absence++) {
      long warned = logged(Level.WARNING, AWAY);
      long told = logged(Level.INFO, BACK);
      List<Future<Response>> waiting = new ArrayList<>();
      server.restartInPlace(() -> {
        long before = logged(AWAY);
        // From no event loop, so that each of them tries by a connection of its own.
        for (int i = 0; i < 10; i++) {
          waiting.add(handle.send(cmd("GET", "k")));
        }
        registry.until(() -> logged(AWAY) >= before + 5);
        assertThat(logged(Level.WARNING, AWAY)).isEqualTo(warned + 1);
        assertThat(logged(Level.INFO, BACK)).isEqualTo(told);
      });
      await(Future.all(waiting));
      assertThat(logged(Level.INFO, BACK)).isGreaterThan(told);
    }
  }
}
