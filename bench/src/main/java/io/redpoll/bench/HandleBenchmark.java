package io.redpoll.bench;

import java.util.List;

/** The handle of a STANDALONE Service beside what an application could use in its place. */
final class HandleBenchmark implements Benchmark {

  @Override
  public String name() {
    return "handle";
  }

  @Override
  public String about() {
    return "RedisHandle beside the stock clients, Lettuce's shared connection, and RespConnection";
  }

  @Override
  public String ours() {
    return HandleClient.HANDLE;
  }

  @Override
  public List<String> peers() {
    return List.of(
        Clients.POOLED,
        Clients.HELD,
        LettuceClient.OWN_THREAD,
        LettuceClient.SAME_LOOP,
        Clients.CONNECTION);
  }

  @Override
  public void measure(Scale scale, Recorder recorder) throws Exception {
    try (Rig rig = new Rig()) {
      List<Subject> subjects = List.of(
          HandleClient.open(rig),
          Clients.pooled(rig),
          Clients.held(rig),
          LettuceClient.ownThread(rig),
          LettuceClient.sameLoop(rig),
          Clients.connection(rig),
          Clients.alone());
      new LoadRun(rig, subjects, scale, recorder).run();
    }
  }
}
