/**
 * Judgement: what is usable, how a Service holds its data, and who its primary is.
 *
 * <p>The room takes what Kubernetes says ({@code EndpointUpdate}) and what probes saw ({@code Observation}), and hands on a
 * {@code Verdict} for each change: the new snapshot and the events that lead to it. It is pure but for the {@code Judge},
 * which holds the state of the curated Services, belongs to the context of the bridge, and takes its time from a clock that
 * comes in.
 */
package io.redpoll.health;
