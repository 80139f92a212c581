package io.redpoll.agent.chaos;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A cluster that is split and becomes one again: two agents and an application in one part, the third agent and another application
 * in the other, and both go on. Kubernetes is reached from both, and changes before they know that they are parts, and after that.
 * Redis is reached from both as well, but for two pods that the third agent cannot reach while it is apart, nor later: it has to
 * call them down, and the others know better. Blocks; for one thread.
 */
final class Split {

  static final int AGENTS = 3;
  static final int APPLICATIONS = 2;
  private static final int CUT_OFF = AGENTS - 1;
  private static final Set<Integer> PART = Set.of(CUT_OFF, AGENTS + APPLICATIONS - 1);

  private final Network network;
  private final ChaosRig rig;
  private final List<String> kept;
  private final List<String> hidden;
  private final Fates unaware;
  private final Fates aware;
  private final Troubles troubles = new Troubles();
  private boolean apart;

  private Split(Network network, ChaosRig rig, List<String> agents, String cutOff) {
    this.network = network;
    this.rig = rig;
    this.kept = Fates.pair("kept", agents, cutOff);
    this.hidden = Fates.pair("hidden", agents, cutOff);
    this.unaware = Fates.of("unaware", agents, cutOff);
    this.aware = Fates.of("aware", agents, cutOff);
  }

  /** Starts everything; all are one cluster. */
  static Split start(Network network, ChaosRig rig) throws Exception {
    rig.startAgents();
    JsonObject overview = rig.overview(CUT_OFF);
    List<String> agents =
        overview.getJsonArray("agents").stream().map(String.class::cast).toList();
    Split split = new Split(network, rig, agents, overview.getString("agent"));
    Stream.of(split.kept, split.hidden, split.unaware.before(), split.aware.before())
        .flatMap(List::stream)
        .forEach(rig::addService);
    for (int i = 0; i < APPLICATIONS; i++) {
      rig.startApplication(split.counted());
    }
    return split;
  }

  /** Until each part knows that it is one, and Kubernetes has changed for both. */
  void begin() throws Exception {
    network.cut(PART);
    unaware.befall(rig, troubles);
    for (int i = 0; i < AGENTS; i++) {
      rig.awaitAgents(i, i == CUT_OFF ? 1 : AGENTS - 1);
    }
    for (String name : hidden) {
      network.hide(CUT_OFF, rig.host(name));
    }
    aware.befall(rig, troubles);
    apart = true;
  }

  /** From here on nothing is down; until all agents are one cluster again. */
  void end() throws Exception {
    unaware.over(troubles);
    aware.over(troubles);
    network.mend(PART);
    rig.awaitAll();
    apart = false;
  }

  /** The Services in which the applications count: those that stay as they are. */
  List<String> counted() {
    return Stream.concat(kept.stream(), hidden.stream()).toList();
  }

  /** Whether one part cannot reach the pod of a Service. */
  boolean isHidden(String service) {
    return hidden.contains(service);
  }

  /** The pods of which a report says a down that no fault explains, as those on all hosts but one see it. */
  List<String> falseDowns(Report report) {
    return troubles.falseDowns(report).stream()
        .map(down -> down.getString("pod"))
        .toList();
  }

  /** What agents, subscribers and records say of the pods, by who says it. */
  Map<String, Object> said() throws Exception {
    Map<String, Object> said = new TreeMap<>();
    for (int i = 0; i < AGENTS; i++) {
      said.put("agent " + i, saidByAgent(i));
    }
    List<Report> reports = rig.reports();
    for (int i = 0; i < APPLICATIONS; i++) {
      said.put("subscriber " + i, reports.get(i).states());
      said.put("records " + i, reports.get(i).records());
      said.put("records " + i + ", lost or too many", reports.get(i).oddRecords());
    }
    return said;
  }

  /** What they all should say. */
  Map<String, Object> truth() {
    Map<String, Object> truth = new TreeMap<>();
    for (int i = 0; i < AGENTS; i++) {
      truth.put("agent " + i, seenFrom(i));
    }
    for (int i = 0; i < APPLICATIONS; i++) {
      truth.put("subscriber " + i, seenFrom(AGENTS + i));
      truth.put("records " + i, seenFrom(AGENTS + i));
      truth.put("records " + i + ", lost or too many", List.of());
    }
    return truth;
  }

  private Object saidByAgent(int index) throws Exception {
    try {
      JsonObject overview = rig.overview(index);
      Map<String, String> pods = Report.endpoints(Report.objects(overview, "services"));
      return overview.getBoolean("complete") ? pods : "not complete: " + pods;
    } catch (IOException noAnswer) {
      return noAnswer.toString();
    }
  }

  private Map<String, String> seenFrom(int host) {
    Map<String, String> truth = rig.truth();
    if (apart && PART.contains(host)) {
      hidden.forEach(name -> truth.computeIfPresent(
          "chaos/" + name + " " + name + "-0", (pod, up) -> up.replace(" UP", " DOWN")));
    }
    return truth;
  }
}
