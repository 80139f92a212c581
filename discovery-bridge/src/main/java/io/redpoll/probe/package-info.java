/**
 * Active checks: who is asked when, over which connection, and what the answers mean.
 *
 * <p>It owns the schedule and one long-lived connection to each endpoint that this agent checks, and a second to each Sentinel, to
 * hear it. It hands on one
 * {@link io.redpoll.endpoint.Observation} for each check, and judges nothing: that is the health room's. A prober runs on
 * one event-loop context, its observations come on it, and its methods may be called on any thread.
 */
package io.redpoll.probe;
