package io.redpoll.probe;

import static io.redpoll.probe.ProbeRig.ID;
import static io.redpoll.testing.Await.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.Observation;
import io.redpoll.testing.ScriptedServer;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeldUpWitnessTest {

  private static final Duration TIMEOUT = Duration.ofMillis(20);
  private static final Duration HELD_UP = TIMEOUT.multipliedBy(5);

  private final ProbeRig rig = new ProbeRig();

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  @Test
  void aWitnessThatWasHeldUpItselfAbstains() {
    ScriptedServer silent = rig.scripted((client, command) -> {});
    Promise<Observation> testimony = Promise.promise();
    rig.vertx.getOrCreateContext().runOnContext(start -> {
      Prober prober = new Prober(
          rig.vertx,
          new ProbeOptions(TIMEOUT, TIMEOUT, "node-1", Optional.empty()),
          name -> Optional.empty(),
          InstantSource.system(),
          observation -> {});
      prober.witness(ID, ProbeRig.target(silent.address())).onComplete(testimony);
      holdUp();
    });
    assertThat(failure(testimony.future())).hasMessage("this agent was held up itself");
  }

  /** As a long collection or another's callback would the event loop. */
  private static void holdUp() {
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < HELD_UP.toNanos()) {
      Thread.onSpinWait();
    }
  }
}
