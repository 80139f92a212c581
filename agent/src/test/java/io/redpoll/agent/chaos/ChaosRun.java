package io.redpoll.agent.chaos;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * One run: three agents, thirty Redis pods in as many Services, two applications, and one fault after the other, in an order
 * and of a kind that the seed decides. Half of the Redis pods are never killed, so that what they count can be checked to the last
 * one. Blocks; for one thread.
 */
final class ChaosRun {

  static final int AGENTS = 3;
  private static final int REDIS = 30;
  private static final int APPLICATIONS = 2;

  /** Longer than a member of the cluster may be silent. */
  private static final Duration SILENCE = Duration.ofSeconds(13);

  /** How long a pod may take to be found well again. */
  private static final Duration HEALING = Duration.ofSeconds(10);

  private final Random random;
  private final Network network;
  private final ChaosRig rig;
  private final Troubles troubles = new Troubles();
  private final Map<Fault, Integer> done = new TreeMap<>();

  private ChaosRun(long seed, Network network, ChaosRig rig) {
    this.random = new Random(seed);
    this.network = network;
    this.rig = rig;
  }

  /** Starts everything and waits until all is well. */
  static ChaosRun start(long seed, Network network, ChaosRig rig) throws Exception {
    List<String> services = IntStream.range(0, REDIS).mapToObj(ChaosRun::name).toList();
    services.forEach(rig::addService);
    rig.startAgents();
    for (int i = 0; i < APPLICATIONS; i++) {
      rig.startApplication(services);
    }
    return new ChaosRun(seed, network, rig);
  }

  /** How many hosts a run needs. */
  static int hostCount() {
    return AGENTS + APPLICATIONS;
  }

  /** In how many Services each application counts. */
  static int serviceCount() {
    return REDIS;
  }

  Map<Fault, Integer> done() {
    return done;
  }

  /** So many faults, one after the other; each has been mended before the next begins. */
  void wreak(int faults) throws Exception {
    for (int i = 0; i < faults; i++) {
      Fault fault = Fault.at(random.nextInt(Fault.length()));
      done.merge(fault, 1, Integer::sum);
      wreak(fault);
      Thread.sleep(random.nextInt(500));
    }
  }

  /** The downs of a report that no fault explains. */
  List<JsonObject> falseDowns(Report report) {
    return troubles.falseDowns(report);
  }

  /** Whether the pod of a Service was never killed, so that its counts are all there. */
  static boolean isKept(String service) {
    return service.startsWith("chaos/kept-");
  }

  private void wreak(Fault fault) throws Exception {
    int agent = random.nextInt(AGENTS);
    int kept = random.nextInt(REDIS / 2);
    int lossy = REDIS / 2 + random.nextInt(REDIS / 2);
    int any = random.nextBoolean() ? kept : lossy;
    switch (fault) {
      case AGENT_KILLED -> restart(agent, "KILL");
      case AGENT_TERMINATED -> restart(agent, "TERM");
      case AGENT_FROZEN -> freeze(rig.agent(agent), SILENCE);
      case APPLICATION_FROZEN -> freeze(rig.application(agent % APPLICATIONS), SILENCE);
      case AGENT_PAUSED -> freeze(rig.agent(agent), Duration.ofMillis(1_500));
      case LINKS_CUT -> cutOff(agent);
      case APPLICATION_CUT -> cutOff(AGENTS + agent % APPLICATIONS);
      case API_DOWN -> rig.awaitContact(api("stop", "resume", 2_000));
      case API_SLOW -> api("slow 1000", "slow 0", 2_500);
      case API_FORGETS -> rig.kubernetes().tell("api compact");
      case REDIS_KILLED -> trouble(lossy, "kill", 1_500);
      case REDIS_FROZEN -> {
        trouble(any, "freeze", 3_000);
        rig.kubernetes().tell("thaw " + name(any) + "-0");
      }
      case REDIS_DELETED -> trouble(lossy, "delete", 1_500);
    }
  }

  private void restart(int index, String signal) throws Exception {
    rig.restartAgent(index, signal);
    rig.awaitAll();
  }

  private void freeze(ChaosProcess process, Duration length) throws Exception {
    process.signal("STOP");
    Thread.sleep(length.toMillis());
    process.signal("CONT");
    rig.awaitAll();
  }

  /** Until all agents are in one part again; an application may take some seconds longer. */
  private void cutOff(int index) throws Exception {
    if (network.cuttable()) {
      network.cut(Set.of(index));
      Thread.sleep(SILENCE.toMillis());
      network.mend(Set.of(index));
      rig.awaitAll();
    }
  }

  /** When it was mended. */
  private Instant api(String fault, String mend, int millis) throws Exception {
    rig.kubernetes().tell("api " + fault);
    Thread.sleep(millis);
    Instant mended = Instant.now();
    rig.kubernetes().tell("api " + mend);
    return mended;
  }

  /** A pod may be called down from now on until it has had the time to be found well again. */
  private void trouble(int index, String how, int millis) throws Exception {
    String pod = name(index) + "-0";
    troubles.begin(pod);
    rig.kubernetes().tell(how + " " + pod);
    Thread.sleep(millis);
    troubles.end(pod, HEALING);
  }

  private static String name(int redis) {
    return (redis < REDIS / 2 ? "kept-" : "lossy-") + redis;
  }
}
