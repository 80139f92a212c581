/**
 * Who has which key: the one place that maps the keys of a SHARDED Service to its shards, for those who send commands and for
 * those who sweep.
 *
 * <p>Everything here is pure, immutable, and may be used on any thread. The room knows nothing but the JDK. What it computes is a
 * promise to everybody who stores a key: the same in every JVM and in every version.
 */
package io.redpoll.ring;
