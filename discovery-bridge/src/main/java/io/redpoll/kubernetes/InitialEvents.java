package io.redpoll.kubernetes;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** The events before a streaming list is complete, gathered apart from all that is known until then. */
final class InitialEvents<T> implements Reading.Target<T> {

  private final Function<T, ObjectKey> keyOf;
  private final BiConsumer<ObjectKey, Fault> complaints;
  private final Map<ObjectKey, T> objects = new LinkedHashMap<>();
  private final Set<ObjectKey> unreadable = new HashSet<>();

  InitialEvents(Function<T, ObjectKey> keyOf, BiConsumer<ObjectKey, Fault> complaints) {
    this.keyOf = keyOf;
    this.complaints = complaints;
  }

  /** The list that they make at this version. */
  Listing<T> listing(String version) {
    return new Listing<>(version, List.copyOf(objects.values()), unreadable);
  }

  void deleted(ObjectKey key) {
    objects.remove(key);
    unreadable.remove(key);
  }

  @Override
  public void read(T object) {
    objects.put(keyOf.apply(object), object);
    unreadable.remove(keyOf.apply(object));
  }

  @Override
  public void foreign(ObjectKey key) {
    deleted(key);
  }

  @Override
  public void malformed(ObjectKey key, Fault fault) {
    unreadable.add(key);
    complaints.accept(key, fault);
  }
}
