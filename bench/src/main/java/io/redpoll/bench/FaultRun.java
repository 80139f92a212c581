package io.redpoll.bench;

import io.redpoll.bench.FaultStage.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs each fault of a stage once, with a steady load on each subject before, during and after. Blocks. */
final class FaultRun {

  /** Before the fault, so that all are under way. */
  private static final Duration LEAD = Duration.ofSeconds(2);

  private static final double MILLI = 1e6;

  private final FaultStage stage;
  private final Scale scale;
  private final Recorder recorder;

  FaultRun(FaultStage stage, Scale scale, Recorder recorder) {
    this.stage = stage;
    this.scale = scale;
    this.recorder = recorder;
  }

  void run() throws Exception {
    warmUp();
    for (Fault fault : stage.faults(scale)) {
      stage.heal();
      List<SteadyLoad> loads = start();
      Thread.sleep(LEAD.toMillis());
      fault.action().run();
      Thread.sleep(fault.watched().toMillis());
      loads.forEach(SteadyLoad::stop);
      for (SteadyLoad load : loads) {
        record(fault, load);
      }
    }
    stage.heal();
  }

  private void warmUp() throws Exception {
    stage.heal();
    List<SteadyLoad> loads = start();
    Thread.sleep(LEAD.toMillis());
    loads.forEach(SteadyLoad::stop);
    for (SteadyLoad load : loads) {
      load.awaitResult();
    }
  }

  private List<SteadyLoad> start() {
    List<SteadyLoad> loads = new ArrayList<>();
    stage.subjects().forEach(subject -> loads.add(SteadyLoad.start(stage.vertx(), subject)));
    return loads;
  }

  private void record(Fault fault, SteadyLoad load) throws Exception {
    SteadyLoad.Result result = load.awaitResult();
    Map<String, Object> setting = new LinkedHashMap<>();
    setting.put("service", stage.service());
    setting.put("fault", fault.name());
    add(setting, load, "sent", "", result.sent());
    add(setting, load, "failed", "", result.failed());
    add(setting, load, "over 100 ms", "", result.slow());
    add(setting, load, "p99.9", "ms", result.latencies().quantile(0.999) / MILLI);
    add(setting, load, "max", "ms", result.latencies().quantile(1) / MILLI);
    if (!result.firstFailure().isEmpty()) {
      System.err.println(
          stage.service() + ", " + fault.name() + ": " + load.subject().name() + ": first of "
              + result.failed() + " failures: " + result.firstFailure());
    }
  }

  private void add(
      Map<String, Object> setting, SteadyLoad load, String metric, String unit, double value) {
    recorder.add(new Measurement(setting, load.subject().name(), metric, unit, "1", value));
  }
}
