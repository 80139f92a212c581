package io.redpoll.kubernetes;

import java.time.Duration;

/** Where a reflector tells what it sees, on its context. */
interface ReflectorSink<T> {

  /** The whole truth about a collection. */
  void listed(ApiCollection<T> collection, Listing<T> listing);

  /** An object is new or changed. */
  void changed(T object);

  /** An object is gone or concerns us no more. */
  void gone(ObjectKey key);

  /** Something cannot be read and was skipped: what was known of it stays. */
  void skipped(String where, Fault why);

  /** The API said something as it should. */
  void heard(ApiCollection<T> collection);

  /** What failed works. */
  void recovered(ApiCollection<T> collection);

  /** A list or a watch failed, and is tried again after {@code delay}. */
  void failed(ApiCollection<T> collection, ApiFailure failure, Duration delay);
}
