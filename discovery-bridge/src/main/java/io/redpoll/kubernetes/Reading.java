package io.redpoll.kubernetes;

/** What came of reading one object of the API. */
sealed interface Reading<T> {

  /** Hands this to the method of {@code target} that is its own. */
  void applyTo(Target<T> target);

  /** Where readings go. */
  interface Target<T> {

    /** The object concerns us. */
    void read(T object);

    /** There is such an object, but it does not concern us: as good as absent. */
    void foreign(ObjectKey key);

    /** It cannot be read: what was known of it stays. */
    void malformed(ObjectKey key, Fault fault);
  }

  /** The object concerns us. */
  record Read<T>(T object) implements Reading<T> {
    @Override
    public void applyTo(Target<T> target) {
      target.read(object);
    }
  }

  /** The object does not concern us. */
  record Foreign<T>(ObjectKey key) implements Reading<T> {
    @Override
    public void applyTo(Target<T> target) {
      target.foreign(key);
    }
  }

  /** The object cannot be read. */
  record Malformed<T>(ObjectKey key, Fault fault) implements Reading<T> {
    @Override
    public void applyTo(Target<T> target) {
      target.malformed(key, fault);
    }
  }
}
