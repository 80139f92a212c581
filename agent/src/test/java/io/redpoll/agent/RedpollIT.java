package io.redpoll.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.testkit.kubernetes.KubernetesApi;
import io.redpoll.testkit.kubernetes.KubernetesApiOptions;
import io.redpoll.testkit.kubernetes.KubernetesCluster;
import io.redpoll.testkit.kubernetes.KubernetesClusterOptions;
import io.redpoll.testkit.kubernetes.StatefulSetSpec;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar as an operator meets it: good and bad options, a real API with TLS and a token, faults, SIGTERM. */
class RedpollIT {

  private static final String NOWHERE = "http://127.0.0.1:1";

  @TempDir
  Path directory;

  @Test
  void helpAndVersionNeedNothing() throws Exception {
    assertThat(outputOf(0, "--help"))
        .contains("Usage: java -jar redpoll-agent.jar [command]")
        .contains(Command.words());
    assertThat(outputOf(0, "agent", "--help")).contains("--http-port", "Exit codes: 0 stopped");
    assertThat(outputOf(0, "check", "--help")).contains("--kubernetes-url", "changes nothing");
    assertThat(outputOf(0, "--version")).startsWith("redpoll 0.").contains("Java ");
  }

  @Test
  void badOptionsAreAllToldAndNothingElse() throws Exception {
    assertThat(outputOf(2, "agent", "--http-port", "x", "--htp-host", "y").lines())
        .containsExactly(
            "redpoll: http.port: x (expected: a whole number from 0 to 65535; from flag --http-port)",
            "redpoll: --htp-host: unknown flag (from the command line; did you mean --http-host?)");
  }

  @Test
  void anUnknownKeyOfTheFileIsNamedWithTheNearestKnownOne() throws Exception {
    Path conf = directory.resolve("redpoll.json");
    Files.writeString(
        conf, "{\"kubernets\": {\"url\": \"x\"}, \"probe\": {\"intervall\": \"1s\"}}");
    String output = outputOf(2, "--conf", conf.toString());
    assertThat(output)
        .contains(
            "kubernets",
            "did you mean kubernetes",
            "probe.intervall",
            "did you mean probe.interval");
  }

  @Test
  void anUnknownCommandIsNamedWithTheNearestKnownOne() throws Exception {
    assertThat(outputOf(2, "chek").lines())
        .containsExactly("redpoll: chek: unknown command"
            + " (expected: agent, services, events, check; did you mean check?)");
  }

  @Test
  void checkTellsBadOptionsAllAtOnce() throws Exception {
    assertThat(outputOf(2, "check", "--http-port", "x").lines())
        .containsExactly("FAIL  configuration: http.port: x"
            + " (expected: a whole number from 0 to 65535; from flag --http-port)");
  }

  @Test
  void jsonLogsAreOneObjectALineAndSayEachTransitionOnce() throws Exception {
    try (KubernetesCluster cluster = secureCluster();
        AgentProcess agent = start(
            Stream.concat(Stream.of(against(cluster.api())), Stream.of("--log-format", "json"))
                .toArray(String[]::new))) {
      cluster.statefulSet(StatefulSetSpec.independent("shop", "one", "one", 1));
      agent.lineWith("endpoint.up shop");
      cluster.pod("one-0").kill();
      agent.lineWith("endpoint.restarted");
      agent.lineWith("endpoint.up");
      agent.terminate();
      List<JsonObject> records = agent.allLines().stream().map(JsonObject::new).toList();

      assertThat(records)
          .allSatisfy(record -> assertThat(record.fieldNames())
              .contains("timestamp", "level", "threadName", "loggerName", "formattedMessage"));
      assertThat(records)
          .filteredOn(record -> record.getString("formattedMessage").startsWith("endpoint.down "))
          .singleElement()
          .satisfies(record -> assertThat(record.getString("level")).isEqualTo("WARN"));
    }
  }

  @Test
  void commandsAskAnAgentThatRuns() throws Exception {
    try (KubernetesCluster cluster = secureCluster();
        AgentProcess agent = start(against(cluster.api()))) {
      String port = agent.lineWith("admin port: ").replaceFirst(".*:([0-9]+)$", "$1");
      String url = "http://127.0.0.1:" + port;
      cluster.statefulSet(StatefulSetSpec.independent("shop", "one", "one", 1));
      agent.lineWith("endpoint.up");

      assertThat(outputOf(0, "services", "--url", url))
          .startsWith("SERVICE ")
          .containsPattern("shop/one +UP +one-0 +127[.0-9]+:6379 ");
      assertThat(outputOf(0, "services", "--json", "--url", url).lines())
          .singleElement()
          .satisfies(
              line -> assertThat(new JsonObject(line).getString("status")).isEqualTo("UP"));
      assertThat(outputOf(0, "events", "--url", url, "--service", "shop/one"))
          .containsPattern("(?m)endpoint.up  shop/one one-0 at 127[.0-9]+:6379  UNKNOWN -> UP  ");
      try (AgentProcess follower =
          AgentProcess.start(directory, "events", "--follow", "--url", url)) {
        follower.lineWith("endpoint.up");
        cluster.pod("one-0").kill();
        assertThat(follower.lineWith("endpoint.down")).contains("connection refused");
      }
    }
  }

  @Test
  void portInUseIsOneLineAndOne() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      String output = outputOf(
          1, "--http-host", "127.0.0.1", "--http-port", "" + port, "--kubernetes-url", NOWHERE);
      assertThat(output.lines().filter(line -> line.contains("ERROR")))
          .singleElement()
          .asString()
          .contains("cannot start: http.port: " + port + " on 127.0.0.1 is in use");
      assertThat(output).doesNotContain("\tat ");
    }
  }

  @Test
  void noApiToBeFoundIsOneLineAndOne() throws Exception {
    String output = outputOf(1, "--http-host", "127.0.0.1", "--http-port", "0");
    assertThat(output.lines().filter(line -> line.contains("ERROR")))
        .singleElement()
        .asString()
        .contains("KUBERNETES_SERVICE_HOST", "--kubernetes-url");
  }

  @Test
  void op07_sigtermStopsInOrderWithZero() throws Exception {
    try (AgentProcess agent = start("--node", "node-1", "--kubernetes-url", NOWHERE)) {
      assertThat(agent.lineWith("agent node-1/")).contains(" runs");
      agent.terminate();
      assertThat(agent.lineWith("redpoll stopped")).contains("INFO");
      assertThat(agent.exitCode()).isZero();
    }
  }

  @Test
  void endpointsAreFoundOverTlsWithAToken() throws Exception {
    try (KubernetesCluster cluster = secureCluster();
        AgentProcess agent = start(against(cluster.api()))) {
      cluster.statefulSet(StatefulSetSpec.independent("shop", "one", "one", 1));
      assertThat(agent.lineWith("endpoint.up")).contains("shop/one one-0", "INFO");
      cluster.pod("one-0").kill();
      assertThat(agent.lineWith("endpoint.down")).contains("connection refused", "WARN");
      agent.lineWith("endpoint.restarted");
      agent.lineWith("endpoint.up");
      assertClean(agent);
    }
  }

  @Test
  void rf14_aWrongTokenIsOneLineAndTheRightOneCuresIt() throws Exception {
    Path token = directory.resolve("token");
    Files.writeString(token, "wrong-secret");
    try (KubernetesCluster cluster = secureCluster();
        AgentProcess agent =
            start(with(against(cluster.api()), "--kubernetes-token-file", token.toString()))) {
      cluster.statefulSet(StatefulSetSpec.independent("shop", "one", "one", 1));
      assertThat(agent.lineWith("401")).contains("WARN", token.toString());
      Files.writeString(token, "secret");
      agent.lineWith("endpoint.up");
      assertThat(String.join("\n", agent.lines())).doesNotContain("wrong-secret");
      assertClean(agent);
    }
  }

  @Test
  void anUntrustedCertificateIsOneLineThatNamesTheAuthority() throws Exception {
    try (KubernetesCluster cluster = secureCluster();
        KubernetesApi other = KubernetesApi.start(KubernetesApiOptions.DEFAULT.withTls(true));
        AgentProcess agent = start(with(
            against(cluster.api()),
            "--kubernetes-ca-file",
            other.caFile().orElseThrow().toString()))) {
      assertThat(agent.lineWith("certificate"))
          .contains(
              "WARN", other.caFile().orElseThrow().toString(), cluster.api().uri());
      assertClean(agent);
    }
  }

  @Test
  void anUnreachableApiIsOneLineAndIsTriedAgain() throws Exception {
    try (KubernetesCluster cluster = secureCluster()) {
      cluster.statefulSet(StatefulSetSpec.independent("shop", "one", "one", 1));
      cluster.api().stop();
      try (AgentProcess agent = start(against(cluster.api()))) {
        assertThat(agent.lineWith("refused")).contains("WARN", cluster.api().uri());
        cluster.api().resume();
        agent.lineWith("endpoint.up");
        assertClean(agent);
      }
    }
  }

  @Test
  void aMalformedSliceIsSkippedAndTheRestGoesOn() throws Exception {
    try (KubernetesCluster cluster = secureCluster();
        AgentProcess agent = start(against(cluster.api()))) {
      cluster.statefulSet(StatefulSetSpec.independent("shop", "one", "one", 1));
      agent.lineWith("endpoint.up");
      cluster.api().apply(new JsonObject("""
          {"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice",
           "metadata": {"namespace": "shop", "name": "broken",
                        "labels": {"kubernetes.io/service-name": "one"}},
           "addressType": "IPv4", "ports": [{"name": "redis", "port": 6379}],
           "endpoints": "none of them"}"""));
      assertThat(agent.lineWith("broken")).contains("WARN", "shop/broken", "expected");
      cluster.pod("one-0").kill();
      agent.lineWith("endpoint.restarted");
      agent.lineWith("endpoint.up");
      assertClean(agent);
    }
  }

  private static KubernetesCluster secureCluster() {
    KubernetesApiOptions api = KubernetesApiOptions.DEFAULT.withTls(true).withToken("secret");
    return KubernetesCluster.start(KubernetesClusterOptions.DEFAULT.withApi(api));
  }

  private static String[] against(KubernetesApi api) {
    return new String[] {
      "--kubernetes-url", api.uri(),
      "--kubernetes-ca-file", api.caFile().orElseThrow().toString(),
      "--kubernetes-token-file", api.tokenFile().orElseThrow().toString()
    };
  }

  /** The arguments with another value of one flag. */
  private static String[] with(String[] arguments, String flag, String value) {
    String[] changed = arguments.clone();
    changed[List.of(arguments).indexOf(flag) + 1] = value;
    return changed;
  }

  private static void assertClean(AgentProcess agent) {
    // What Vert.x says on a machine that is starved of CPU is no fault of the agent.
    assertThat(agent.lines())
        .filteredOn(line -> !line.contains("BlockedThreadChecker"))
        .noneMatch(line -> line.startsWith("\tat ") || line.contains("Exception:"));
  }

  private AgentProcess start(String... arguments) throws Exception {
    Stream<String> quiet = Stream.of("--http-host", "127.0.0.1", "--http-port", "0");
    return AgentProcess.start(
        directory, Stream.concat(quiet, Stream.of(arguments)).toArray(String[]::new));
  }

  private String outputOf(int code, String... arguments) throws Exception {
    try (AgentProcess agent = AgentProcess.start(directory, arguments)) {
      String output = String.join("\n", agent.allLines());
      assertThat(agent.exitCode()).as(output).isEqualTo(code);
      return output;
    }
  }
}
