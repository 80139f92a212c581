package io.redpoll.bench;

import java.util.concurrent.TimeoutException;

/** Something that mirrors a Kubernetes API, while it runs. Its methods block. */
interface Mirrored extends AutoCloseable {

  /** Waits until everything is known. */
  void awaitSync() throws Exception;

  /** What it told. */
  News news();

  /** The longest turn of its event loop in nanoseconds since this was asked last; negative where there is none. */
  long longestTurn();

  /** The same in processor time, which does not count what other processes took meanwhile. */
  long longestWork();

  @Override
  void close() throws TimeoutException;
}
