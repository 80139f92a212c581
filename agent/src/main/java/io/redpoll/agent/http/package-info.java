/**
 * The admin port: probes, metrics, what is known of all Services, the stream of events, and the status page.
 *
 * <p>The room only reads: its agent through {@link io.redpoll.agent.http.AgentView}, and all agents over the event bus. It
 * serves GET and HEAD and nothing else, and it bounds what a client may take: connections, streams, the length of a
 * request, and the time for it. It runs on an event loop of its own, that of {@link io.redpoll.agent.http.AdminServer}, so
 * that it answers while the agent is busy, and so that what it tells of the agent's event loop is true.
 */
package io.redpoll.agent.http;
