package io.redpoll.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.StringReader;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProcessOutputTest {

  private static final Duration AMPLE = Duration.ofSeconds(60);

  @Test
  void findsLinesInTheirOrder() {
    ProcessOutput output = new ProcessOutput(text("one\ntwo\nthree\n"), AMPLE);

    assertThat(output.lineWith("tw")).isEqualTo("two");
    assertThat(output.lines()).containsExactly("one", "two");
    assertThat(output.allLines()).containsExactly("one", "two", "three");
  }

  @Test
  void anEndWithoutTheLineFailsWithAllThatWasSaid() {
    ProcessOutput output = new ProcessOutput(text("one\ntwo\n"), AMPLE);

    assertThatThrownBy(() -> output.lineWith("four"))
        .isInstanceOf(AssertionError.class)
        .hasMessage("no line with four before the end of the output; it said:\none\ntwo");
  }

  @Test
  void aSilentProcessFailsWithAllThatWasSaidInsteadOfHanging() throws Exception {
    try (PipedWriter process = new PipedWriter();
        PipedReader pipe = new PipedReader(process)) {
      ProcessOutput silent = new ProcessOutput(new BufferedReader(pipe), Duration.ofMillis(1));

      assertThatThrownBy(() -> silent.lineWith("four"))
          .isInstanceOf(AssertionError.class)
          .hasMessage("no line with four within PT0.001S; it said:\n");
      assertThatThrownBy(silent::allLines).hasMessageStartingWith("no end of the output within");
    }
  }

  private static BufferedReader text(String text) {
    return new BufferedReader(new StringReader(text));
  }
}
