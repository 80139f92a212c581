package io.redpoll.bench;

import io.redpoll.bench.Ask.Operation;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/** Puts the same loads on several clients of one Redis, in turns. On a thread that may block. */
final class LoadRun {

  private static final int WARM_UP_USERS = 64;

  /** Values of this size are in nobody's way, so that those who answer by themselves show what the load itself takes. */
  private static final int SMALL = 16;

  /** For a load to end after its window. */
  private static final long GRACE_SECONDS = 30;

  private final Rig rig;
  private final List<Subject> subjects;
  private final Pace pace;
  private final Recorder recorder;

  LoadRun(Rig rig, List<Subject> subjects, Pace pace, Recorder recorder) {
    this.rig = rig;
    this.subjects = subjects;
    this.pace = pace;
    this.recorder = recorder;
  }

  /** Measures all settings, each of which has as many loops as the rig; {@code limit} is what runs beside the clients. */
  void run(List<Setting> settings, Optional<RedisBenchmark> limit)
      throws TimeoutException, IOException {
    for (Subject subject : subjects) {
      warmUp(subject, settings.stream().map(Setting::bytes).distinct().toList());
    }
    for (int round = 1; round <= pace.rounds(); round++) {
      List<Subject> order = new ArrayList<>(subjects);
      if (round % 2 == 0) {
        Collections.reverse(order);
      }
      for (Setting setting : settings) {
        for (Subject subject : order) {
          record(setting, subject, round, load(subject, setting, pace.window()));
        }
        if (limit.isPresent()) {
          limit.get().measure(setting, pace.window(), round, recorder);
        }
      }
    }
  }

  /** Also writes what is read afterwards, and sees that the client reads it. */
  private void warmUp(Subject subject, List<Integer> sizes) throws TimeoutException {
    for (int bytes : sizes) {
      Ask[] sets = Ask.of(Operation.SET, bytes);
      // Not all at once: of the largest, that is more than a client takes.
      for (int from = 0; from < sets.length; from += WARM_UP_USERS) {
        await(Future.all(List.of(sets).subList(from, from + WARM_UP_USERS).stream()
            .map(ask -> ask(subject, ask))
            .toList()));
      }
      await(ask(subject, Ask.of(Operation.GET, bytes)[0]));
    }
    Duration half = pace.warmUp().dividedBy(2);
    for (Operation operation : List.of(Operation.SET, Operation.GET)) {
      load(subject, new Setting(operation, SMALL, WARM_UP_USERS, rig.loops()), half);
    }
  }

  private Future<Object> ask(Subject subject, Ask ask) {
    return rig.onLoop(0, () -> {
      Promise<Object> reply = Promise.promise();
      subject.client(0).send(ask, reply::complete);
      return reply.future();
    });
  }

  private LoadResult load(Subject subject, Setting setting, Duration window)
      throws TimeoutException {
    Ask[] asks = Ask.of(setting.operation(), setting.bytes());
    List<Future<LoadResult>> loads = IntStream.range(0, rig.loops())
        .mapToObj(loop -> new Load(
                rig.context(loop),
                subject.client(loop),
                asks,
                setting.users() / rig.loops(),
                () -> Usage.now(rig.server().pid()))
            .run(window))
        .toList();
    return LoadResult.together(await(Future.join(loads)).list());
  }

  private void record(Setting setting, Subject subject, int round, LoadResult result) {
    Map<String, Object> words = setting.words();
    add(words, subject, round, "throughput", "op/s", result.perSecond());
    add(words, subject, round, "p50", "us", result.micros(0.50));
    add(words, subject, round, "p99", "us", result.micros(0.99));
    add(words, subject, round, "p99.9", "us", result.micros(0.999));
    add(words, subject, round, "allocated", "B/op", result.bytesPerCommand());
    add(words, subject, round, "client CPU", "us/op", result.clientMicrosPerCommand());
    add(words, subject, round, "server CPU", "us/op", result.serverMicrosPerCommand());
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
}
