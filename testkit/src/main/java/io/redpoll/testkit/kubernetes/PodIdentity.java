package io.redpoll.testkit.kubernetes;

/**
 * What a pod is from the moment it is created.
 *
 * @param ordinal its number in the set
 * @param name its name, which its successor inherits
 * @param uid its uid, which nobody inherits
 * @param node where it runs
 */
record PodIdentity(int ordinal, String name, String uid, Node node) {}
