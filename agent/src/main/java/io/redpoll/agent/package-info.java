/**
 * The deployable: options, logs, the cluster of agents, who looks after what, and the admin port.
 *
 * <p>It hands options and ownership to the library, and answers probes and questions from what the library tells.
 * Discovery runs on the event loop of {@link io.redpoll.agent.AgentVerticle}; the admin port has an event loop of its own,
 * in a Vert.x of its own, so that it answers also while the agent waits to join its cluster.
 */
package io.redpoll.agent;
