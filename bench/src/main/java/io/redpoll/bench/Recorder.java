package io.redpoll.bench;

/** Takes measurements as they come. */
@FunctionalInterface
interface Recorder {

  void add(Measurement measurement);
}
