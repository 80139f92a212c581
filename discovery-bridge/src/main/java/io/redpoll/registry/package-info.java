/**
 * What is written down: snapshots as Vert.x service discovery records, and back.
 *
 * <p>The room owns both kinds of record of section 5.2 of the design and the one writer that keeps them equal to the
 * snapshots of the Services that this agent curates. It takes snapshots and writes records; it is the only room, with
 * {@code handle}, that knows {@code io.vertx.servicediscovery}. The mappings are pure; the writer runs on the context of the
 * bridge.
 */
package io.redpoll.registry;
