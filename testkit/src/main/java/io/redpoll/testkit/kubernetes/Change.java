package io.redpoll.testkit.kubernetes;

/**
 * One step of the store's history.
 *
 * @param resourceVersion the version that it led to
 * @param key the object that changed
 * @param before its state before, null if it was created
 * @param after its state after, null if it was deleted
 */
record Change(long resourceVersion, ObjectKey key, StoredObject before, StoredObject after) {}
