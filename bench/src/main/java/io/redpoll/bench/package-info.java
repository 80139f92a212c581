/**
 * Measures Redpoll beside its peers: {@code mvn -q -Pbench -Dbench.args="<name> [--quick] [--json]"}.
 *
 * <p>{@link io.redpoll.bench.Bench} starts a JVM for each fork, gathers its measurements, and hands on medians and ratios as a
 * table or as JSON lines. Its threads may block; the load itself runs on the one event loop of its fork.
 */
package io.redpoll.bench;
