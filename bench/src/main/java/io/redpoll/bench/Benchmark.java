package io.redpoll.bench;

import java.util.List;

/** Something that can be measured. To add one, write a class and enter it in {@link Benchmarks}. */
interface Benchmark {

  /** What to call it on the command line. */
  String name();

  /** What it measures, in one line. */
  String about();

  /** The subject whose figures are compared with those of the peers. */
  String ours();

  /** The subjects that ours is compared with; empty if it stands alone. */
  List<String> peers();

  /** In how many JVMs to measure, one after the other. */
  default int forks(Scale scale) {
    return scale.forks();
  }

  /**
   * Measures. In a JVM of its own, on a thread that may block.
   *
   * @throws Exception if anything fails: then nothing of this run counts
   */
  void measure(Scale scale, Recorder recorder) throws Exception;
}
