package io.redpoll.kubernetes;

/** One event of a watch. */
sealed interface WatchEvent<T> {

  /** Hands this to the method of {@code target} that is its own. */
  void applyTo(Target<T> target);

  /** Where events go. A version is empty where the object named none. */
  interface Target<T> {

    /** An object is new or changed. */
    void changed(Reading<T> reading, String version);

    /** An object is gone, or does not match the selector any more. */
    void deleted(ObjectKey key, String version);

    /**
     * Nothing changed up to this version.
     *
     * @param endsList whether the list is complete with which the watch began
     */
    void bookmark(String version, boolean endsList);

    /** The watch is over. */
    void failed(ApiFailure failure);

    /** An event that means nothing to us. */
    void unknown(Fault what);
  }

  /** ADDED or MODIFIED: after a new start of a watch the two cannot be told apart. */
  record Changed<T>(Reading<T> reading, String version) implements WatchEvent<T> {
    @Override
    public void applyTo(Target<T> target) {
      target.changed(reading, version);
    }
  }

  /** DELETED. */
  record Deleted<T>(ObjectKey key, String version) implements WatchEvent<T> {
    @Override
    public void applyTo(Target<T> target) {
      target.deleted(key, version);
    }
  }

  /** BOOKMARK. */
  record Bookmark<T>(String version, boolean endsList) implements WatchEvent<T> {
    @Override
    public void applyTo(Target<T> target) {
      target.bookmark(version, endsList);
    }
  }

  /** ERROR. */
  record Failed<T>(ApiFailure failure) implements WatchEvent<T> {
    @Override
    public void applyTo(Target<T> target) {
      target.failed(failure);
    }
  }

  /** Of a type or a kind that we do not know. */
  record Unknown<T>(Fault what) implements WatchEvent<T> {
    @Override
    public void applyTo(Target<T> target) {
      target.unknown(what);
    }
  }
}
