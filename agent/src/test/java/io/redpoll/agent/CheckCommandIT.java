package io.redpoll.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.agent.command.ExitCode;
import io.redpoll.testkit.kubernetes.KubernetesApi;
import io.redpoll.testkit.kubernetes.KubernetesApiOptions;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code redpoll check} against an API with TLS and a token. */
class CheckCommandIT {

  private final KubernetesApi api =
      KubernetesApi.start(KubernetesApiOptions.DEFAULT.withTls(true).withToken("top-secret"));
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @TempDir
  Path directory;

  private List<String> words;

  @BeforeEach
  void arguments() {
    words = new ArrayList<>(List.of(
        "--kubernetes-url", api.uri(),
        "--kubernetes-ca-file", api.caFile().orElseThrow().toString(),
        "--kubernetes-token-file", api.tokenFile().orElseThrow().toString()));
  }

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void whatIsWellIsSaidAndEndsWithZero() throws Exception {
    Path password = Files.writeString(directory.resolve("password"), "redis-secret");
    add("--credentials", "cache=app:" + password, "--kubernetes-pod-selector", "app=redis");

    assertThat(check()).isEqualTo(ExitCode.DONE);
    assertThat(lines())
        .allMatch(line -> line.startsWith("ok    "))
        .contains(
            "ok    kubernetes: " + api.uri() + " answers",
            "ok    rights: may get, list and watch endpointslices in all namespaces",
            "ok    rights: may get, list and watch pods in all namespaces",
            "ok    file: credentials.cache.passwordFile: " + password + " can be read");
    assertThat(out.toString(StandardCharsets.UTF_8)).doesNotContain("secret");
  }

  @Test
  void op11_eachMissingRightIsNamedWithWhatToDo() {
    api.allow(attributes -> !attributes.getString("verb").equals("watch")
        || attributes.getString("namespace").equals("shop"));
    add("--kubernetes-namespaces", "shop,cart");

    assertThat(check()).isEqualTo(ExitCode.FAILED);
    assertThat(lines())
        .contains(
            "ok    rights: may get, list and watch endpointslices in namespace shop",
            "FAIL  rights: may not watch endpointslices in namespace cart (expected: get, list and watch;"
                + " bind a Role with them there to the agent's account)");
  }

  @Test
  void allConfigurationErrorsAreToldAtOnceAndNothingElseIsTried() {
    api.stop();
    add("--http-port", "x", "--nod", "y");

    assertThat(check()).isEqualTo(ExitCode.BAD_OPTIONS);
    assertThat(lines())
        .containsExactly(
            "FAIL  configuration: http.port: x (expected: a whole number from 0 to 65535; from flag --http-port)",
            "FAIL  configuration: --nod: unknown flag (from the command line; did you mean --node?)");
  }

  @Test
  void anApiThatIsAwayOrDoesNotKnowTheTokenIsOneLine() throws Exception {
    Files.writeString(api.tokenFile().orElseThrow(), "wrong-secret");
    assertThat(check()).isEqualTo(ExitCode.FAILED);
    assertThat(lines())
        .filteredOn(line -> line.startsWith("FAIL"))
        .singleElement()
        .asString()
        .contains("does not know the token", "kubernetes.tokenFile")
        .doesNotContain("wrong-secret");

    api.stop();
    assertThat(check()).isEqualTo(ExitCode.FAILED);
    assertThat(lines())
        .filteredOn(line -> line.startsWith("FAIL"))
        .singleElement()
        .asString()
        .startsWith("FAIL  kubernetes: " + api.uri() + " cannot be reached");
  }

  @Test
  void aCertificateOfAnotherAuthorityIsNotTrusted() {
    try (KubernetesApi other = KubernetesApi.start(KubernetesApiOptions.DEFAULT.withTls(true))) {
      words.set(3, other.caFile().orElseThrow().toString());
      assertThat(check()).isEqualTo(ExitCode.FAILED);
      assertThat(lines())
          .filteredOn(line -> line.startsWith("FAIL"))
          .singleElement()
          .asString()
          .contains(
              "its certificate is not trusted", other.caFile().orElseThrow().toString());
    }
  }

  @Test
  void filesThatAreMissingAndNamesThatNameNothingAreSaid() {
    add(
        "--credentials",
        "cache=app:" + directory.resolve("none"),
        "--cluster-enabled",
        "--cluster-dns",
        "redpoll-agents.redpoll.svc.invalid");

    assertThat(check()).isEqualTo(ExitCode.FAILED);
    assertThat(lines())
        .anyMatch(line -> line.startsWith("FAIL  file: credentials.cache.passwordFile: "))
        .anyMatch(line ->
            line.startsWith("warn  cluster: cluster.dns: redpoll-agents.redpoll.svc.invalid"));
  }

  @Test
  void outsideOfAClusterWithoutAUrlItSaysWhatIsMissing() {
    words.clear();

    assertThat(check()).isEqualTo(ExitCode.FAILED);
    assertThat(lines())
        .anyMatch(
            line -> line.startsWith("FAIL  kubernetes: ") && line.contains("--kubernetes-url"));
  }

  private void add(String... more) {
    words.addAll(List.of(more));
  }

  private ExitCode check() {
    out.reset();
    OptionsSources sources = OptionsSources.read(Arguments.parse(words), Map.of(), directory);
    JoinGate.Lookup nobody = name -> {
      throw new UnknownHostException(name);
    };
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    return CheckCommand.run(sources, Map.of(), nobody, stream);
  }

  private List<String> lines() {
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
