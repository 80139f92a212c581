/**
 * Redis on the wire: frames, the multiplexed connection and the link that makes it again, dedicated connections and their
 * pool, and the command table.
 *
 * <p>It owns sockets to Redis, and it is the one room that knows the inside of the stock client (in {@code StockClient}).
 * It takes requests (through {@code Claims}, {@code Submissions} and {@code RequestWriter}), and hands on replies as
 * {@link io.vertx.redis.client.Response} and failures that say whether a command was sent. Each connection lives on one event
 * loop and belongs to Vert.x, or to the verticle that asked for it to have it alone; commands may come from any thread, and the
 * command table is immutable.
 */
package io.redpoll.resp;
