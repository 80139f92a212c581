package io.redpoll.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class NamedMembersTest {

  private static final String DNS = "redpoll-agents.redpoll.svc";

  /** What the name stands for, look-up by look-up; nothing where it cannot be looked up. */
  private final Queue<List<String>> answers = new ArrayDeque<>();

  private final NamedMembers members = new NamedMembers(DNS, 5701, this::lookUp);

  @Test
  void eachQuestionIsAskedAnew() {
    answers.add(List.of("10.1.0.7"));
    answers.add(List.of("10.1.0.8", "fd00:0:0:0:0:0:0:7"));

    assertThat(members.isEnabled()).isTrue();
    assertThat(members.getMembers()).containsExactly("10.1.0.7:5701");
    assertThat(members.getMembers()).containsExactly("10.1.0.8:5701", "[fd00:0:0:0:0:0:0:7]:5701");
  }

  @Test
  void whatWasKnownStaysWhenTheNameCannotBeLookedUp() {
    answers.add(List.of("10.1.0.7"));
    answers.add(List.of());

    assertThat(members.getMembers()).isEqualTo(members.getMembers()).hasSize(1);
  }

  private List<InetAddress> lookUp(String name) throws UnknownHostException {
    assertThat(name).isEqualTo(DNS);
    List<String> literals = answers.remove();
    if (literals.isEmpty()) {
      throw new UnknownHostException(name);
    }
    InetAddress[] addresses = new InetAddress[literals.size()];
    for (int i = 0; i < addresses.length; i++) {
      addresses[i] = InetAddress.getByName(literals.get(i));
    }
    return List.of(addresses);
  }
}
