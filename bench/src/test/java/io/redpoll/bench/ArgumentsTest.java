package io.redpoll.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ArgumentsTest {

  private static final List<Benchmark> BENCHMARKS = List.of(Samples.OURS, Samples.OTHER);

  private static Arguments parse(String... args) {
    return Arguments.parse(List.of(args), BENCHMARKS);
  }

  @Test
  void aNameAloneIsAFullRunWithATable() {
    assertThat(parse("other")).isEqualTo(new Arguments(Samples.OTHER, Scale.FULL, false));
  }

  @Test
  void optionsMayStandAnywhere() {
    assertThat(parse("--json", "ours", "--quick"))
        .isEqualTo(new Arguments(Samples.OURS, Scale.QUICK, true));
  }

  @Test
  void anUnknownBenchmarkIsAnsweredWithThoseThatExist() {
    assertThatThrownBy(() -> parse("theirs"))
        .hasMessage("unknown benchmark: theirs (expected one of: ours, other)");
  }

  @Test
  void anUnknownOptionIsAnsweredWithThoseThatExist() {
    assertThatThrownBy(() -> parse("ours", "--fast"))
        .hasMessage("unknown option: --fast (expected: --quick, --json)");
  }

  @Test
  void exactlyOneBenchmarkIsNamed() {
    assertThatThrownBy(() -> parse("--json"))
        .hasMessage("no benchmark named (expected one of: ours, other)");
    assertThatThrownBy(() -> parse("ours", "other"))
        .hasMessage("unknown benchmark: ours other (expected one of: ours, other)");
  }

  @Test
  void theUsageTellsOfEach() {
    assertThat(Arguments.usage(BENCHMARKS))
        .contains("ours", "about ours", "other", "about other", "--quick", "--json");
  }
}
