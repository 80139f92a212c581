package io.redpoll.bench;

import io.redpoll.bench.Ask.Operation;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Puts the same loads on several clients of one Redis, in turns. On a thread that may block. */
final class LoadRun {

  private static final List<Integer> USERS = List.of(1, 64, 256, 512);
  private static final int WARM_UP_USERS = 64;
  private static final int SMALL = 16;
  private static final int LARGE = 1024;

  /** For a load to end after its window. */
  private static final long GRACE_SECONDS = 30;

  private final Rig rig;
  private final List<Subject> subjects;
  private final Scale scale;
  private final Recorder recorder;

  LoadRun(Rig rig, List<Subject> subjects, Scale scale, Recorder recorder) {
    this.rig = rig;
    this.subjects = subjects;
    this.scale = scale;
    this.recorder = recorder;
  }

  void run() throws TimeoutException {
    List<Setting> settings = settings();
    for (Subject subject : subjects) {
      warmUp(subject);
    }
    for (int round = 1; round <= scale.rounds(); round++) {
      List<Subject> order = new ArrayList<>(subjects);
      if (round % 2 == 0) {
        Collections.reverse(order);
      }
      for (Setting setting : settings) {
        for (Subject subject : order) {
          record(setting, subject, round, load(subject, setting, scale.window()));
        }
      }
    }
  }

  private List<Setting> settings() {
    List<Setting> settings = new ArrayList<>();
    USERS.forEach(users -> settings.add(new Setting(Operation.GET, SMALL, users)));
    if (scale == Scale.FULL) {
      USERS.forEach(users -> settings.add(new Setting(Operation.GET, LARGE, users)));
      USERS.forEach(users -> settings.add(new Setting(Operation.SET, SMALL, users)));
      USERS.forEach(users -> settings.add(new Setting(Operation.SET, LARGE, users)));
    }
    return settings;
  }

  /** Also writes what is read afterwards, and sees that the client reads it. */
  private void warmUp(Subject subject) throws TimeoutException {
    for (int bytes : List.of(SMALL, LARGE)) {
      Ask[] sets = Ask.of(Operation.SET, bytes);
      await(Future.all(List.of(sets).stream().map(ask -> ask(subject, ask)).toList()));
      await(ask(subject, Ask.of(Operation.GET, bytes)[0]));
    }
    Duration half = scale.warmUp().dividedBy(2);
    load(subject, new Setting(Operation.SET, SMALL, WARM_UP_USERS), half);
    load(subject, new Setting(Operation.GET, SMALL, WARM_UP_USERS), half);
  }

  private Future<Object> ask(Subject subject, Ask ask) {
    return rig.onLoop(() -> {
      Promise<Object> reply = Promise.promise();
      subject.client().send(ask, reply::complete);
      return reply.future();
    });
  }

  private LoadResult load(Subject subject, Setting setting, Duration window)
      throws TimeoutException {
    Ask[] asks = Ask.of(setting.operation(), setting.bytes());
    return await(new Load(rig.context(), subject.client(), asks, setting.users()).run(window));
  }

  private void record(Setting setting, Subject subject, int round, LoadResult result) {
    Map<String, Object> words = setting.words();
    add(words, subject, round, "throughput", "op/s", result.perSecond());
    add(words, subject, round, "p50", "us", result.p50Nanos() / 1e3);
    add(words, subject, round, "p99", "us", result.p99Nanos() / 1e3);
    add(words, subject, round, "allocated", "B/op", result.bytesPerCommand());
  }

  private void add(
      Map<String, Object> setting,
      Subject subject,
      int round,
      String metric,
      String unit,
      double value) {
    recorder.add(
        new Measurement(setting, subject.name(), metric, unit, Integer.toString(round), value));
  }

  private static <T> T await(Future<T> future) throws TimeoutException {
    return future.await(GRACE_SECONDS, TimeUnit.SECONDS);
  }

  private record Setting(Operation operation, int bytes, int users) {

    Map<String, Object> words() {
      Map<String, Object> words = new LinkedHashMap<>();
      words.put("command", operation.name());
      words.put("bytes", bytes);
      words.put("outstanding", users);
      return words;
    }
  }
}
