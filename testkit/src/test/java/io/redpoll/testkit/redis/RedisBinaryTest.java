package io.redpoll.testkit.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisBinaryTest {

  private static final Path PATH = Path.of("redis-server");

  @Test
  void aMissingOpenSslIsNamedWithTheWayOut() {
    String output = "redis-server: error while loading shared libraries: libssl.so.3:"
        + " cannot open shared object file: No such file or directory";
    assertThat(RedisBinary.explained(PATH, output))
        .contains("needs OpenSSL 3")
        .contains("libssl.so.3")
        .contains("set REDPOLL_REDIS_SERVER=/path/to/redis-server")
        .doesNotContain("\n");
  }

  @Test
  void whateverElseItSaidIsPassedOn() {
    assertThat(RedisBinary.explained(PATH, "GLIBC_2.38 not found"))
        .contains("does not run here: GLIBC_2.38 not found")
        .contains("REDPOLL_REDIS_SERVER");
  }

  @Test
  void aMissingProgramIsNamed() {
    assertThatThrownBy(() -> RedisBinary.find("./no-such-server"))
        .isInstanceOf(RedisServerException.class)
        .hasMessageContaining("./no-such-server does not exist");
    assertThatThrownBy(() -> RedisBinary.find("no-such-server"))
        .isInstanceOf(RedisServerException.class)
        .hasMessageContaining("no-such-server is not on the PATH");
  }

  @Test
  void aProgramForAnotherCLibraryIsNotCalledMissing(@TempDir Path directory) throws IOException {
    Path program = Files.createFile(directory.resolve("redis-server"));
    IOException failure = new IOException("Cannot run program: error=2, No such file or directory");
    assertThat(RedisBinary.explained(program, failure)).contains("the C library");
  }

  @Test
  void argumentsAreNotInTheOptionsText() {
    RedisServerOptions options =
        RedisServerOptions.DEFAULT.withArgs(List.of("--requirepass", "sesame"));
    assertThat(options.toString()).doesNotContain("sesame");
  }
}
