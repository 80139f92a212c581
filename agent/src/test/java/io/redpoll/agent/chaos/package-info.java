/**
 * The chaos test: agents, applications and a Kubernetes with its Redis pods as processes of their own, a seeded schedule of
 * faults, and an account of it at the end. {@code ChaosIT} runs it; {@code SplitIT} has the same processes go through a split brain.
 */
package io.redpoll.agent.chaos;
