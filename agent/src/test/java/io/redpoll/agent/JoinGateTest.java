package io.redpoll.agent;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JoinGateTest {

  private static final String DNS = "redpoll-agents.redpoll.svc";

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() throws Exception {
    vertx.close().await(20, SECONDS);
  }

  @Test
  void op04_noAddressMeansWait() {
    assertThat(JoinGate.reasonToWait(DNS, List.of(), "10.1.0.7"))
        .hasValueSatisfying(
            reason -> assertThat(reason).contains("names no address").contains("alone"));
  }

  @Test
  void op04_addressesWithoutThisAgentMeanWait() throws UnknownHostException {
    assertThat(JoinGate.reasonToWait(DNS, addresses("10.1.0.8"), "10.1.0.7"))
        .hasValueSatisfying(reason -> assertThat(reason)
            .contains("names 10.1.0.8 (expected: cluster.publicHost 10.1.0.7 among them)"));
    assertThat(JoinGate.reasonToWait(DNS, addresses("10.1.0.8", "10.1.0.7"), "10.1.0.7"))
        .isEmpty();
    assertThat(JoinGate.reasonToWait(DNS, addresses("fd00:0:0::7"), "fd00::7")).isEmpty();
    assertThat(JoinGate.reasonToWait(DNS, addresses("10.1.0.8"), "")).isEmpty();
  }

  @Test
  void op04_gateOpensAsSoonAsTheServiceNamesTheAgent() throws Exception {
    AtomicInteger lookups = new AtomicInteger();
    JoinGate gate = gate(name -> {
      if (lookups.incrementAndGet() < 3) {
        throw new UnknownHostException(name);
      }
      return addresses("10.1.0.7");
    });

    gate.whenOpen().await(20, SECONDS);

    assertThat(lookups).hasValue(3);
  }

  @Test
  void closingEndsTheWaiting() {
    JoinGate gate = gate(name -> List.of());
    Future<Void> open = gate.whenOpen();

    gate.close();

    assertThatThrownBy(() -> open.await(20, SECONDS))
        .hasMessageContaining("stopped while it waited");
  }

  private JoinGate gate(JoinGate.Lookup lookup) {
    return new JoinGate(vertx, DNS, "10.1.0.7", Duration.ofMillis(1), lookup);
  }

  private static List<InetAddress> addresses(String... literals) throws UnknownHostException {
    List<InetAddress> addresses = new ArrayList<>();
    for (String literal : literals) {
      addresses.add(InetAddress.getByName(literal));
    }
    return addresses;
  }
}
