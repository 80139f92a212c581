/**
 * Judgement: what is usable, how a Service holds its data, and who its primary is.
 *
 * <p>The room takes what Kubernetes says ({@code EndpointUpdate}) and what probes saw ({@code Observation}), and hands on a
 * {@code Verdict} for each change: the new snapshot and the events that lead to it. What it has to know from other agents, or
 * have done by them, it hands on as a {@code Question}; the answers come back as calls. It is pure but for the {@code Judge},
 * which holds the state of the curated Services, belongs to the context of the bridge, and takes its time from a clock that
 * comes in. Who looks after what is for {@code Ownership} to say, an interface: membership is known elsewhere.
 */
package io.redpoll.health;
