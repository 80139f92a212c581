package io.redpoll.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptionsTest {

  private static final Path SHIPPED = Path.of("..", "conf", "redpoll.json");

  @TempDir
  Path directory;

  @Test
  void shippedFileHoldsEveryKeyWithItsDefault() throws IOException {
    JsonObject shipped = new JsonObject(Files.readString(SHIPPED));

    assertThat(shipped.encodePrettily()).isEqualTo(new AgentOptions().toJson().encodePrettily());
    assertThat(new AgentOptions(shipped)).isEqualTo(new AgentOptions());
  }

  @Test
  void namesOfAKeyFollowFromItsPath() {
    assertThat(Keys.KUBERNETES_TOKEN_FILE.variable()).isEqualTo("REDPOLL_KUBERNETES_TOKEN_FILE");
    assertThat(Keys.KUBERNETES_TOKEN_FILE.flag()).isEqualTo("--kubernetes-token-file");
    assertThat(Keys.all()).extracting(Key::variable).doesNotHaveDuplicates();
    assertThat(Keys.all()).extracting(Key::flag).doesNotHaveDuplicates();
  }

  @Test
  void laterSourcesWin() throws IOException {
    write(
        "conf/redpoll.json",
        "{\"http\": {\"host\": \"127.0.0.1\", \"port\": 1}, \"probe\": {\"interval\": \"2s\"}}");
    Map<String, String> environment =
        Map.of("REDPOLL_HTTP_PORT", "2", "REDPOLL_KUBERNETES_NAMESPACES", "shop, cart");

    AgentOptions options = read(
            environment,
            "agent",
            "--http-port=3",
            "--cluster-enabled",
            "--cluster-dns",
            "agents.redpoll.svc")
        .options();

    assertThat(options.get(Keys.HTTP_HOST)).isEqualTo("127.0.0.1");
    assertThat(options.get(Keys.HTTP_PORT)).isEqualTo(3);
    assertThat(options.get(Keys.PROBE_INTERVAL)).isEqualTo(Duration.ofSeconds(2));
    assertThat(options.get(Keys.PROBE_TIMEOUT)).isEqualTo(Duration.ofMillis(500));
    assertThat(options.get(Keys.KUBERNETES_NAMESPACES)).containsExactly("shop", "cart");
    assertThat(options.get(Keys.CLUSTER_ENABLED)).isTrue();
  }

  @Test
  void fileIsNamedByFlagOverEnvironmentOverDefault() throws IOException {
    write("conf/redpoll.json", "{\"node\": \"default\"}");
    write("env.json", "{\"node\": \"env\"}");
    write("flag.json", "{\"node\": \"flag\"}");
    Map<String, String> environment = Map.of("REDPOLL_CONF", "env.json");

    assertThat(read(Map.of()).options().get(Keys.NODE)).isEqualTo("default");
    assertThat(read(environment).options().get(Keys.NODE)).isEqualTo("env");
    assertThat(read(environment, "--conf", "flag.json").options().get(Keys.NODE))
        .isEqualTo("flag");
  }

  @Test
  void allProblemsAreToldAtOnceWithNearestNames() throws IOException {
    write(
        "conf/redpoll.json",
        "{\"kubernetes\": {\"ulr\": \"x\"}, \"http\": 5, \"probe\": {\"interval\": 1000}}");
    Map<String, String> environment =
        Map.of("REDPOLL_HTTP_PROT", "1", "REDPOLL_HEALTH_FALL", "0", "UNRELATED", "1");

    List<Problem> problems = read(
            environment,
            "start",
            "--htp-port",
            "9",
            "--http-port",
            "70000",
            "--node",
            "--cluster-enabled")
        .problems();

    String file = directory.resolve("conf/redpoll.json").toString();
    assertThat(problems)
        .extracting(Problem::text)
        .containsExactly(
            "start: unexpected (expected: flags)",
            "kubernetes.ulr: unknown key (from " + file + "; did you mean kubernetes.url?)",
            "http: not an object (expected: an object with host, port; from " + file + ")",
            "probe.interval: 1000 (expected: a time such as 500ms, 1s or 1m, at least 100ms; from "
                + file + ")",
            "health.fall: 0 (expected: a whole number from 1 to 100; from"
                + " environment variable REDPOLL_HEALTH_FALL)",
            "REDPOLL_HTTP_PROT: unknown variable (from the environment; did you mean REDPOLL_HTTP_PORT?)",
            "--htp-port: unknown flag (from the command line; did you mean --http-port?)",
            "http.port: 70000 (expected: a whole number from 0 to 65535; from flag --http-port)",
            "--node: no value (expected: the name of a node)",
            "cluster.enabled: true with neither of cluster.dns and cluster.members (expected: one of them, to know the"
                + " other agents by)");
  }

  @Test
  void whatKubernetesPutsIntoTheEnvironmentIsNoMistake() {
    Map<String, String> links = Map.of(
        "REDPOLL_SERVICE_HOST", "10.0.0.1",
        "REDPOLL_HTTP_SERVICE_PORT_HTTP", "8080",
        "REDPOLL_HTTP_PORT", "tcp://10.0.0.1:8080",
        "REDPOLL_PORT_8080_TCP_ADDR", "10.0.0.1",
        "REDPOLL_REDIS_SERVER", "/usr/bin/redis-server");

    assertThat(read(links).problems()).isEmpty();
    assertThat(read(links).options()).isEqualTo(new AgentOptions());
  }

  @Test
  void brokenOrMissingFileIsOneProblem() throws IOException {
    write("broken.json", "{\n  \"node\": secret-token\n}");

    assertThat(read(Map.of(), "--conf", "broken.json").problems())
        .singleElement()
        .asString()
        .contains("not JSON at line 2")
        .doesNotContain("secret");
    assertThat(read(Map.of(), "--conf", "missing.json").problems())
        .singleElement()
        .asString()
        .contains("missing.json: cannot be read, NoSuchFileException");
    assertThat(read(Map.of(), "--conf").problems())
        .singleElement()
        .asString()
        .contains("--conf: no value");
  }

  @Test
  void secretsAreNeverShown() throws IOException {
    write(
        "conf/redpoll.json",
        "{\"credentials\": {\"shop\": {\"user\": \"app\", \"password\": \"hunter2\"}}}");
    Map<String, String> environment = Map.of(
        "REDPOLL_KUBERNETES_URL", "https://admin:hunter2@10.0.0.1", "REDPOLL_PASSWORD", "hunter2");

    List<Problem> problems = read(
            environment, "--credentials", "shop:hunter2", "--password", "hunter2")
        .problems();

    assertThat(problems).hasSize(6);
    assertThat(problems.toString())
        .doesNotContain("hunter2")
        .contains("credentials.shop.password: unknown key")
        .contains("did you mean credentials.shop.passwordFile?");
  }

  @Test
  void credentialsNameAFile() {
    AgentOptions byFlag = read(
            Map.of(), "--credentials", "shop=app:/etc/redpoll/shop,cart=:/etc/redpoll/cart")
        .options();
    AgentOptions byJson = new AgentOptions(new JsonObject("""
        {"credentials": {"shop": {"user": "app", "passwordFile": "/etc/redpoll/shop"},
                         "cart": {"passwordFile": "/etc/redpoll/cart"}}}"""));

    assertThat(byFlag).isEqualTo(byJson);
    assertThat(byFlag.get(Keys.CREDENTIALS))
        .containsEntry("shop", new Credentials("app", "/etc/redpoll/shop"))
        .containsEntry("cart", new Credentials("", "/etc/redpoll/cart"));
    assertThat(new AgentOptions(byFlag.toJson())).isEqualTo(byFlag);
  }

  @Test
  void keysThatDoNotGoTogetherAreToldTogether() {
    assertThatThrownBy(() -> new AgentOptions(new JsonObject("""
            {"probe": {"interval": "200ms"}, "kubernetes": {"importServices": true},
             "cluster": {"enabled": true, "dns": "a.b", "members": ["c:1"], "port": 1, "eventBusPort": 1}}""")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(
            "probe.timeout: 500ms (expected: not longer than probe.interval, 200ms)",
            "kubernetes.importServices: true with 0 namespaces",
            "cluster.enabled: true with both cluster.dns and cluster.members",
            "cluster.eventBusPort: 1 (expected: another port than cluster.port)");
  }

  @Test
  void helpNamesEveryFlagAndDefault() {
    assertThat(Usage.agent())
        .contains(Keys.all().stream().map(Key::flag).toList())
        .contains("the admin port; 0: any free one (default: 8080)")
        .contains("time between checks of an endpoint (default: 1s)")
        .contains("the namespaces to watch; none: all of them (default: none)");
    assertThat(Usage.agent().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(160));
  }

  private OptionsSources read(Map<String, String> environment, String... words) {
    return OptionsSources.read(Arguments.parse(List.of(words)), environment, directory);
  }

  private void write(String file, String text) throws IOException {
    Files.createDirectories(directory.resolve(file).getParent());
    Files.writeString(directory.resolve(file), text);
  }
}
