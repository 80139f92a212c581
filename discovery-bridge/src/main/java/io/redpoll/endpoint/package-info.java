/**
 * The pure model that every room speaks: identities, endpoints, observations, snapshots, updates and events.
 *
 * <p>Everything here is an immutable value that may be read on any thread. The room knows nothing but the JDK: no I/O, no
 * clock, no Vert.x.
 */
package io.redpoll.endpoint;
