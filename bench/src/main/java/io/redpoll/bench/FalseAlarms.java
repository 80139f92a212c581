package io.redpoll.bench;

import io.redpoll.endpoint.EventType;
import io.redpoll.testkit.kubernetes.RedisPod;
import io.redpoll.testkit.kubernetes.StatefulSet;
import io.redpoll.testkit.kubernetes.StatefulSetSpec;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Events that nothing but load is the reason of: one Redis is kept at all that its processor gives, and all threads of the
 * agent's JVM stand still for 300 ms now and then, as they do in a long collection.
 */
final class FalseAlarms {

  private static final Set<EventType> ALARMS = Set.of(
      EventType.ENDPOINT_DOWN,
      EventType.ENDPOINT_DEGRADED,
      EventType.ENDPOINT_UNREACHABLE,
      EventType.SERVICE_DOWN,
      EventType.SERVICE_DEGRADED,
      EventType.PRIMARY_CHANGED);

  private static final int PAUSE_EVERY_SECONDS = 2;
  private static final int BATCH = 20;
  private static final String SCRIPT = "local x = 0 for i = 1, 20000 do x = x + i end return x";

  private final HealthBench.Plan plan;
  private final Recorder recorder;
  private volatile boolean stopped;

  /** Written by the load alone, and read when that has ended. */
  private long answered;

  FalseAlarms(HealthBench.Plan plan, Recorder recorder) {
    this.plan = plan;
    this.recorder = recorder;
  }

  void run() throws Exception {
    try (HealthRig rig = new HealthRig()) {
      StatefulSet set = rig.cluster()
          .statefulSet(StatefulSetSpec.independent("bench", "busy", "busy", 3)
              .withServiceLabels(Map.of("redpoll.io/topology", "sharded")));
      rig.deploy(1);
      rig.news().drain();
      Thread load = new Thread(() -> load(set.pod(0)), "load");
      load.start();
      int pauses = plan.loadSeconds() / PAUSE_EVERY_SECONDS;
      for (int i = 0; i < pauses; i++) {
        Thread.sleep(PAUSE_EVERY_SECONDS * 1_000L);
        pause();
      }
      stopped = true;
      load.join();
      List<HealthNews.Arrived> news = rig.news().drain();
      news.forEach(arrived -> System.err.println("during load: " + arrived.event()));
      long alarms = news.stream()
          .filter(arrived -> ALARMS.contains(arrived.event().type()))
          .count();
      add("false alarms", "", (double) alarms);
      add("pauses", "", pauses);
      add("scripts run", "", (double) answered);
    }
  }

  private void add(String metric, String unit, double value) {
    recorder.add(new Measurement(
        HealthBench.setting("a Redis at 100 %, the agent paused 300 ms every 2 s"),
        HealthBench.SUBJECT,
        metric,
        unit,
        "1",
        value));
  }

  /** Stops this JVM, agent and all, for 300 ms. */
  private static void pause() throws IOException, InterruptedException {
    long pid = ProcessHandle.current().pid();
    new ProcessBuilder("sh", "-c", "kill -STOP " + pid + "; sleep 0.3; kill -CONT " + pid)
        .inheritIO()
        .start()
        .waitFor();
  }

  /** Two batches of scripts are always under way, so that Redis never waits for us. */
  private void load(RedisPod pod) {
    byte[] batch = batch();
    try (Socket socket = new Socket(pod.host(), pod.port())) {
      InputStream in = socket.getInputStream();
      socket.getOutputStream().write(batch);
      while (!stopped) {
        socket.getOutputStream().write(batch);
        for (int i = 0; i < BATCH; i++) {
          readLine(in);
        }
        answered += BATCH;
      }
    } catch (IOException broken) {
      System.err.println("load: " + broken);
    }
  }

  private static byte[] batch() {
    String command =
        "*3\r\n$4\r\nEVAL\r\n$" + SCRIPT.length() + "\r\n" + SCRIPT + "\r\n$1\r\n0\r\n";
    return command.repeat(BATCH).getBytes(StandardCharsets.US_ASCII);
  }

  private static void readLine(InputStream in) throws IOException {
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("closed");
      }
    }
  }
}
