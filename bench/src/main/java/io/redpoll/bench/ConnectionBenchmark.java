package io.redpoll.bench;

import java.util.List;

/** The multiplexed connection beside what the stock client has. */
final class ConnectionBenchmark implements Benchmark {

  @Override
  public String name() {
    return "connection";
  }

  @Override
  public String about() {
    return "RespConnection beside the stock pooled client and a held stock connection";
  }

  @Override
  public String ours() {
    return Clients.CONNECTION;
  }

  @Override
  public List<String> peers() {
    return List.of(Clients.POOLED, Clients.HELD);
  }

  @Override
  public void measure(Scale scale, Recorder recorder) throws Exception {
    try (Rig rig = new Rig()) {
      List<Subject> subjects =
          List.of(Clients.connection(rig), Clients.pooled(rig), Clients.held(rig), Clients.alone());
      new LoadRun(rig, subjects, scale, recorder).run();
    }
  }
}
