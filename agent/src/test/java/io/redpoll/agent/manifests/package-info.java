/**
 * Runs an example of {@code k8s/examples} as it stands: its scripts, with real Redis processes, on hosts that are network
 * namespaces, by the names that the cluster's DNS would give them. Blocks; for one thread.
 */
package io.redpoll.agent.manifests;
