package io.redpoll.bench;

import io.redpoll.endpoint.EventType;
import io.redpoll.testkit.kubernetes.RedisPod;
import io.redpoll.testkit.kubernetes.StatefulSet;
import io.redpoll.testkit.kubernetes.StatefulSetSpec;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Events that nothing but load is the reason of: one Redis is kept at all that its processor gives, and all threads of the
 * agent's JVM stand still now and then for a garbage collection of 300 ms and more.
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
  /** So that none is shorter than 300 ms: they vary. */
  private static final long PAUSE_MILLIS = 350;

  private static final int BATCH = 20;
  private static final String SCRIPT = "local x = 0 for i = 1, 20000 do x = x + i end return x";

  private final int seconds;
  private final Recorder recorder;
  private volatile boolean stopped;

  /** Written by the load alone, and read when that has ended. */
  private long answered;

  /**
   * Not run yet.
   *
   * @param seconds how long a Redis is kept busy, and the agent paused now and then
   */
  FalseAlarms(int seconds, Recorder recorder) {
    this.seconds = seconds;
    this.recorder = recorder;
  }

  void run() throws Exception {
    LongCollections collections = new LongCollections(PAUSE_MILLIS);
    try (HealthRig rig = new HealthRig()) {
      StatefulSet set = rig.cluster()
          .statefulSet(StatefulSetSpec.independent("bench", "busy", "busy", 3)
              .withServiceLabels(Map.of("redpoll.io/topology", "sharded")));
      rig.deploy(1);
      rig.news().drain();
      Thread load = new Thread(() -> load(set.pod(0)), "load");
      load.start();
      List<Long> pauses = new ArrayList<>();
      for (int i = 0; i < seconds / PAUSE_EVERY_SECONDS; i++) {
        Thread.sleep(PAUSE_EVERY_SECONDS * 1_000L);
        pauses.add(collections.collect());
      }
      stopped = true;
      load.join();
      List<HealthNews.Arrived> news = rig.news().drain();
      news.forEach(arrived -> System.err.println("during load: " + arrived.event()));
      long alarms = news.stream()
          .filter(arrived -> ALARMS.contains(arrived.event().type()))
          .count();
      add("false alarms", "", (double) alarms);
      add("collections", "", pauses.size());
      add("shortest collection", "ms", Collections.min(pauses));
      add("longest collection", "ms", Collections.max(pauses));
      add("scripts run", "", (double) answered);
    }
  }

  private void add(String metric, String unit, double value) {
    recorder.add(new Measurement(
        HealthBench.setting("a Redis at 100 %, long collections every 2 s"),
        HealthBench.SUBJECT,
        metric,
        unit,
        "1",
        value));
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
