package io.redpoll.kubernetes;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A whole list.
 *
 * @param version the resource version of the list, from which to watch
 * @param objects what concerns us of it
 * @param unreadable objects that are there but could not be read: what was known of them stays
 */
record Listing<T>(String version, List<T> objects, Set<ObjectKey> unreadable) {

  /** One list of its pages, at least one. All come from the version of the first. */
  static <T> Listing<T> of(List<Listing<T>> pages) {
    if (pages.size() == 1) {
      return pages.get(0);
    }
    List<T> objects = new ArrayList<>();
    Set<ObjectKey> unreadable = new HashSet<>();
    for (Listing<T> page : pages) {
      objects.addAll(page.objects());
      unreadable.addAll(page.unreadable());
    }
    return new Listing<>(pages.get(0).version(), objects, unreadable);
  }

  Listing {
    objects = List.copyOf(objects);
    unreadable = Set.copyOf(unreadable);
  }
}
