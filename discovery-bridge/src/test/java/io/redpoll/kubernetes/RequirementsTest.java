package io.redpoll.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of requirements names tests that exist, and leaves none out. */
class RequirementsTest {

  private static final Pattern TEST = Pattern.compile("`((?:\\w+\\.)?\\w+)\\.(\\w+)`");

  private final List<String> rows = rows();

  @Test
  void everyRequirementHasATestOrAReason() {
    Stream<String> ids = Stream.of(
            numbered("RF", IntStream.rangeClosed(1, 32)),
            numbered("EP", IntStream.rangeClosed(1, 26)),
            numbered("RD", IntStream.of(1, 2, 3, 6, 7, 8, 16, 18, 19, 20)))
        .flatMap(one -> one);
    assertThat(ids)
        .allSatisfy(id -> assertThat(rows)
            .filteredOn(row -> row.startsWith("| " + id + " |"))
            .singleElement()
            .asString()
            .matches(row -> TEST.matcher(row).find() || row.contains("**Not here.**")));
  }

  @Test
  void everyTestThatIsNamedExists() {
    List<MatchResult> named =
        rows.stream().flatMap(row -> TEST.matcher(row).results()).toList();
    assertThat(named)
        .hasSizeGreaterThan(100)
        .allSatisfy(test -> assertThat(exists(test)).isTrue());
  }

  private static boolean exists(MatchResult test) throws ClassNotFoundException {
    String name = test.group(1);
    String room = name.contains(".") ? "" : "kubernetes.";
    Class<?> type = Class.forName("io.redpoll." + room + name);
    return Arrays.stream(type.getDeclaredMethods())
        .anyMatch(method -> method.getName().equals(test.group(2)));
  }

  private static Stream<String> numbered(String prefix, IntStream numbers) {
    return numbers.mapToObj(number -> "%s-%02d".formatted(prefix, number));
  }

  private static List<String> rows() {
    try (Stream<String> lines = Files.lines(Path.of("REQUIREMENTS.md"))) {
      return lines.filter(line -> line.startsWith("| ")).toList();
    } catch (IOException e) {
      throw new AssertionError("REQUIREMENTS.md cannot be read", e);
    }
  }
}
