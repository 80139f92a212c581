package io.redpoll;

import static io.redpoll.testing.Await.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.resp.RespCredentials;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialStoreTest {

  private final Vertx vertx = Vertx.vertx();
  private Instant now = Instant.parse("2026-11-22T12:00:00Z");
  private Path file;
  private CredentialStore store;

  @BeforeEach
  void open(@TempDir Path directory) throws Exception {
    file = directory.resolve("password");
    Files.writeString(file, "old\n");
    store = new CredentialStore(vertx, () -> now, Map.of("entry", new CredentialFile("", file)));
    result(store.refresh());
  }

  @AfterEach
  void close() throws Exception {
    result(vertx.close());
  }

  @Test
  void rd09RefusedLoginReadsTheFileAgain() throws Exception {
    Files.writeString(file, "new\n");
    assertThat(result(store.rejected())).isTrue();
    assertThat(store.find("entry")).contains(new RespCredentials("", "new"));
  }

  @Test
  void rd09LoginsThatStayRefusedReadEverMoreRarely() throws Exception {
    assertThat(result(store.rejected())).isFalse();
    Files.writeString(file, "new\n");
    now = now.plusMillis(999);
    assertThat(result(store.rejected())).as("after 999 ms of 1 s").isFalse();
    now = now.plusMillis(1);
    assertThat(result(store.rejected())).as("after 1 s").isTrue();
    now = now.plusMillis(1_999);
    Files.writeString(file, "newer\n");
    assertThat(result(store.rejected())).as("after 1,999 ms of 2 s").isFalse();
    now = now.plusMillis(1);
    assertThat(result(store.rejected())).as("after 2 s").isTrue();
  }

  @Test
  void fileThatIsGoneKeepsWhatItLastSaid() throws Exception {
    Files.delete(file);
    assertThat(result(store.rejected())).isFalse();
    assertThat(store.find("entry")).contains(new RespCredentials("", "old"));
  }
}
