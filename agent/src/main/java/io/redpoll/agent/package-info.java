/**
 * The deployable: the command line, options, logs, the cluster of agents, who looks after what.
 *
 * <p>It hands options and ownership to the library, and joins its own rooms: {@link io.redpoll.agent.http} serves what is
 * known, {@link io.redpoll.agent.metrics} counts, {@link io.redpoll.agent.command} asks from outside; none of them knows this
 * one. Discovery runs on the event loop of {@link io.redpoll.agent.AgentVerticle}; the admin port has an event loop of its own,
 * in a Vert.x of its own, so that it answers also while the agent waits to join its cluster.
 */
package io.redpoll.agent;
