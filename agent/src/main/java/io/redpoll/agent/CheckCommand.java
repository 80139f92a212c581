package io.redpoll.agent;

import io.redpoll.agent.command.ApiCheck;
import io.redpoll.agent.command.ExitCode;
import io.redpoll.agent.command.Finding;
import io.redpoll.agent.command.Finding.Level;
import java.io.PrintStream;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code redpoll check}: says, one line each, what would keep an agent with these options from working, and what to do. */
final class CheckCommand {

  private CheckCommand() {}

  /** Checks and prints, and blocks until all is known. */
  static ExitCode run(
      OptionsSources sources,
      Map<String, String> environment,
      JoinGate.Lookup lookup,
      PrintStream out) {
    if (!sources.problems().isEmpty()) {
      sources
          .problems()
          .forEach(problem -> out.println(Finding.fail("configuration", problem.text())));
      return ExitCode.BAD_OPTIONS;
    }
    List<Finding> findings = new ArrayList<>();
    findings.add(Finding.ok("configuration", Keys.all().size() + " options, none of them wrong"));
    findings.addAll(files(sources.options()));
    findings.addAll(cluster(sources.options(), lookup));
    findings.addAll(kubernetes(sources.options(), environment));
    findings.forEach(out::println);
    boolean failed = findings.stream().anyMatch(finding -> finding.level() == Level.FAIL);
    return failed ? ExitCode.FAILED : ExitCode.DONE;
  }

  private static List<Finding> files(AgentOptions options) {
    List<Finding> findings = new ArrayList<>();
    options
        .get(Keys.CREDENTIALS)
        .forEach((name, entry) ->
            findings.add(readable("credentials." + name + ".passwordFile", entry.passwordFile())));
    String trusted = options.get(Keys.PROBE_CA_FILE);
    if (!trusted.isEmpty()) {
      findings.add(readable(Keys.PROBE_CA_FILE.path(), trusted));
    }
    return findings;
  }

  private static Finding readable(String key, String file) {
    return Files.isReadable(Path.of(file)) && Files.isRegularFile(Path.of(file))
        ? Finding.ok("file", key + ": " + file + " can be read")
        : Finding.fail(
            "file", key + ": " + file + " (expected: a file that can be read; mount it)");
  }

  private static List<Finding> cluster(AgentOptions options, JoinGate.Lookup lookup) {
    String dns = options.get(Keys.CLUSTER_DNS);
    if (!options.get(Keys.CLUSTER_ENABLED) || dns.isEmpty()) {
      return List.of();
    }
    try {
      int count = lookup.addresses(dns).size();
      return List.of(Finding.ok("cluster", dns + " names " + count + " addresses"));
    } catch (UnknownHostException e) {
      return List.of(
          Finding.warn(
              "cluster",
              "cluster.dns: " + dns + " names no address yet (expected: those of the agents; apply"
                  + " k8s/service.yaml; it names none outside of the cluster, nor before the first agent runs)"));
    }
  }

  private static List<Finding> kubernetes(AgentOptions options, Map<String, String> environment) {
    try {
      return ApiCheck.run(Library.options(options, environment).kubernetes());
    } catch (IllegalArgumentException e) {
      return List.of(Finding.fail("kubernetes", e.getMessage()));
    }
  }
}
