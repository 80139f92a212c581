/**
 * The commands of {@code redpoll} beside the agent itself: they ask a running agent or the Kubernetes API, print lines, and
 * end with an exit code.
 *
 * <p>The room knows addresses and files, not the agent's options; whoever runs a command hands them on. A command runs on
 * the main thread of a process of its own, and blocks it.
 */
package io.redpoll.agent.command;
