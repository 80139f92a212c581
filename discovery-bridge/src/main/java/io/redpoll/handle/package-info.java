/**
 * What an application holds: a {@link io.vertx.redis.client.Redis} that routes each command over the snapshot of a
 * Service.
 *
 * <p>The room owns handles, the connections that handles of one Service share, who has which slot of a Redis Cluster, how
 * far replicas lag, and the routing, balancing, waiting and retrying of commands; it hands replies to the application and
 * reports of unreachable endpoints to the probers. A handle may be used from any thread: a command travels on the connection
 * that belongs to its caller's event loop, takes no lock, and completes on its caller's context; snapshots, slots and lags are
 * followed on one context of their own.
 */
package io.redpoll.handle;
