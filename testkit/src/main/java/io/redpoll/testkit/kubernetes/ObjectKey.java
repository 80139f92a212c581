package io.redpoll.testkit.kubernetes;

import static java.util.Comparator.comparing;

import java.util.Comparator;

/** What names one object; the order is the order of lists. */
record ObjectKey(Kind kind, String namespace, String name) implements Comparable<ObjectKey> {

  private static final Comparator<ObjectKey> ORDER =
      comparing(ObjectKey::kind).thenComparing(ObjectKey::namespace).thenComparing(ObjectKey::name);

  @Override
  public int compareTo(ObjectKey other) {
    return ORDER.compare(this, other);
  }
}
