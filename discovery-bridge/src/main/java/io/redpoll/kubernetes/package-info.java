/**
 * The mirror of the Kubernetes API: which Redis endpoints there are, by list and watch.
 *
 * <p>It owns the connection to the API server, what was last known of each EndpointSlice, and the choice of which ports
 * are Redis; it hands on {@link io.redpoll.endpoint.EndpointUpdate}s, the first of them a reset. Everything runs on the
 * one Vert.x context on which the source was started. A failing API server tells nothing and takes nothing away.
 */
package io.redpoll.kubernetes;
