/**
 * What the agent counts and measures, as Micrometer meters in the Prometheus text format.
 *
 * <p>The room takes facts, from {@link io.redpoll.agent.metrics.AgentFacts} at each scrape and from
 * {@link io.redpoll.agent.metrics.AgentMeter} as they happen, and hands on text. The names and labels stand in the README,
 * and a test compares the two. The library knows nothing of it. Meters may be told of things on any thread; a scrape belongs
 * to the admin port.
 */
package io.redpoll.agent.metrics;
