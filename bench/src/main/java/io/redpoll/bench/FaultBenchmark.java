package io.redpoll.bench;

import java.util.List;

/** What applications feel of faults: the handle and its peers under one load each, at the same time, through the same faults. */
final class FaultBenchmark implements Benchmark {

  @Override
  public String name() {
    return "handle faults";
  }

  @Override
  public String about() {
    return "failed and slow commands through kills, freezes, failovers and rolling restarts, beside Lettuce, the stock client and proxies";
  }

  @Override
  public String ours() {
    return HandleClient.HANDLE;
  }

  /** None to divide by: most figures of ours are 0. */
  @Override
  public List<String> peers() {
    return List.of();
  }

  @Override
  public void measure(Scale scale, Recorder recorder) throws Exception {
    try (FaultStage stage = ReplicatedStage.start()) {
      new FaultRun(stage, scale, recorder).run();
    }
    try (FaultStage stage = IndependentStage.start()) {
      new FaultRun(stage, scale, recorder).run();
    }
  }
}
