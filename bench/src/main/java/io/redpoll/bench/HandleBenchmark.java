package io.redpoll.bench;

import io.redpoll.bench.Ask.Operation;
import java.util.List;
import java.util.Optional;

/** The handle of a STANDALONE Service beside what an application could use in its place. */
final class HandleBenchmark implements Benchmark {

  private static final List<Integer> USERS = List.of(1, 64, 256, 512);

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

  private static List<Setting> settings(Scale scale) {
    List<Operation> operations =
        scale == Scale.QUICK ? List.of(Operation.GET) : List.of(Operation.values());
    List<Integer> sizes = scale == Scale.QUICK ? List.of(16) : List.of(16, 1024);
    return operations.stream()
        .flatMap(operation ->
            sizes.stream().flatMap(bytes -> Setting.of(operation, bytes, 1, USERS).stream()))
        .toList();
  }

  @Override
  public void measure(Scale scale, Recorder recorder) throws Exception {
    try (Rig rig = new Rig(1)) {
      List<Subject> subjects = List.of(
          HandleClient.open(rig),
          Clients.pooled(rig),
          Clients.held(rig),
          LettuceClient.ownThread(rig),
          LettuceClient.sameLoop(rig),
          Clients.connection(rig),
          Clients.alone());
      new LoadRun(rig, subjects, scale.pace(), recorder).run(settings(scale), Optional.empty());
    }
  }
}
