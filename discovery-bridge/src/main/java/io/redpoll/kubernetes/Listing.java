package io.redpoll.kubernetes;

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
  Listing {
    objects = List.copyOf(objects);
    unreadable = Set.copyOf(unreadable);
  }
}
