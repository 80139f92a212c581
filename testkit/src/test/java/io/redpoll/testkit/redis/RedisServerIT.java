package io.redpoll.testkit.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class RedisServerIT {

  private final List<RedisServer> servers = new ArrayList<>();

  @AfterEach
  void close() {
    servers.forEach(RedisServer::close);
  }

  @Test
  void aStartedServerAnswers() {
    RedisServer redis = start(RedisServerOptions.DEFAULT);
    assertThat(redis.command("SET", "k", "v\r\nü")).isEqualTo("OK");
    assertThat(redis.command("GET", "k")).isEqualTo("v\r\nü");
    assertThat(redis.command("GET", "missing")).isEmpty();
    assertThat(redis.command("ROLE")).isEqualTo("master\n0\n");
    assertThat(redis.command("NOSUCH")).startsWith("-ERR unknown command");
    assertThat(redis.alive()).isTrue();
    assertThat(redis.output()).isNotEmpty();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void eachHasItsOwnAddressAtTheSamePort() {
    Set<String> hosts = new HashSet<>();
    for (int i = 0; i < 4; i++) {
      RedisServer redis = start(RedisServerOptions.DEFAULT);
      hosts.add(redis.host());
      assertThat(redis.port()).isEqualTo(6379);
    }
    assertThat(hosts).hasSize(4).allMatch(host -> host.startsWith("127."));
    assertThat(hosts).noneMatch(host -> host.startsWith("127.0."));
  }

  @Test
  void eachHasItsOwnPortWhereAddressesAreMissing() {
    RedisServerOptions ports = RedisServerOptions.DEFAULT.withAddressing(Addressing.OWN_PORT);
    RedisServer one = start(ports);
    RedisServer two = start(ports);
    assertThat(List.of(one.host(), two.host())).containsOnly("127.0.0.1");
    assertThat(one.port()).isNotEqualTo(two.port());
    assertThat(one.command("PING")).isEqualTo("PONG");
    assertThat(two.command("PING")).isEqualTo("PONG");
  }

  @Test
  void argumentsReachTheServer() {
    RedisServer redis = start(RedisServerOptions.DEFAULT.withArgs(List.of("--maxmemory", "10mb")));
    assertThat(redis.command("CONFIG", "GET", "maxmemory")).isEqualTo("maxmemory\n10485760");
    assertThat(redis.command("CONFIG", "GET", "save")).isEqualTo("save\n");
  }

  @Test
  void aServerThatWantsAPasswordCountsAsReady() {
    RedisServer redis =
        start(RedisServerOptions.DEFAULT.withArgs(List.of("--requirepass", "sesame")));
    assertThat(redis.command("PING")).startsWith("-NOAUTH");
  }

  @Test
  void aKilledServerIsGoneWhenTheCallReturns() throws Exception {
    RedisServer redis = start(RedisServerOptions.DEFAULT);
    redis.kill();
    assertThat(redis.alive()).isFalse();
    redis.whenGone().get(20, TimeUnit.SECONDS);
    assertThatThrownBy(() -> redis.command("PING"))
        .isInstanceOf(RedisServerException.class)
        .hasMessageContaining(redis.host() + ":" + redis.port())
        .hasMessageContaining("refused");
    assertThatThrownBy(redis::freeze)
        .isInstanceOf(RedisServerException.class)
        .hasMessageContaining("gone");
  }

  @Test
  void aTerminatedServerGoesInOrder() throws Exception {
    RedisServer redis = start(RedisServerOptions.DEFAULT);
    redis.terminate();
    redis.whenGone().get(20, TimeUnit.SECONDS);
    assertThat(redis.alive()).isFalse();
  }

  @Test
  void aFrozenServerAcceptsConnectionsAndAnswersNothingUntilThawed() throws Exception {
    RedisServer redis = start(RedisServerOptions.DEFAULT);
    InetSocketAddress address = new InetSocketAddress(redis.host(), redis.port());
    redis.freeze();
    assertThat(redis.alive()).isTrue();
    try (RespClient client = new RespClient(address, 200)) {
      assertThatThrownBy(() -> client.send("PING")).isInstanceOf(SocketTimeoutException.class);
    }
    redis.thaw();
    assertThat(redis.command("PING")).isEqualTo("PONG");
  }

  @Test
  void aFrozenServerCanBeClosed() {
    RedisServer redis = start(RedisServerOptions.DEFAULT);
    redis.freeze();
    redis.close();
    assertThat(redis.alive()).isFalse();
  }

  @Test
  void aRestartedServerIsEmptyAndElsewhere() {
    RedisServer old = start(RedisServerOptions.DEFAULT);
    old.command("SET", "k", "v");
    RedisServer fresh = old.restart();
    servers.add(fresh);
    assertThat(old.alive()).isFalse();
    assertThat(fresh.host()).isNotEqualTo(old.host());
    assertThat(fresh.command("GET", "k")).isEmpty();
  }

  @Test
  void itsDataGoesWithIt() {
    RedisServer redis = start(RedisServerOptions.DEFAULT);
    redis.command("SAVE");
    Path directory = Path.of(redis.command("CONFIG", "GET", "dir").split("\n", -1)[1]);
    assertThat(directory.resolve("dump.rdb")).exists();
    redis.close();
    redis.close();
    assertThat(directory).doesNotExist();
  }

  @Test
  void aServerThatDoesNotComeUpIsExplainedByItsLastWords() {
    RedisServerOptions wrong = RedisServerOptions.DEFAULT.withArgs(List.of("--no-such-key", "1"));
    assertThatThrownBy(() -> RedisServer.start(wrong))
        .isInstanceOf(RedisServerException.class)
        .hasMessageContaining("did not come up: exit code 1")
        .hasMessageContaining("no-such-key");
  }

  @Test
  void noServerOutlivesTheJvm() throws Exception {
    Process jvm = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            ForgetfulMain.class.getName())
        .start();
    String pid = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(jvm.waitFor()).isZero();
    assertThat(ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive))
        .isEmpty();
  }

  @Test
  void theServerFromTheJarLiesInADirectoryOfTheUser() throws IOException {
    RedisBinary binary = RedisBinary.find("");
    assertThat(Files.isExecutable(binary.path())).isTrue();
    assertThat(binary.version()).contains("v=");
    assertThat(RedisBinary.find("")).isSameAs(binary);
  }

  private RedisServer start(RedisServerOptions options) {
    RedisServer redis = RedisServer.start(options);
    servers.add(redis);
    return redis;
  }
}
