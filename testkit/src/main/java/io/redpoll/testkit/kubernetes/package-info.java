/**
 * A Kubernetes cluster in one process: an API server for endpoint slices and pods, nodes, and stateful sets of real Redis
 * processes.
 *
 * <p>It owns the objects and their history and hands them out over HTTP, as a real API server would. Everything mutable
 * belongs to the event loop of the API; the public methods block, and are for the threads of tests and main programs.
 */
package io.redpoll.testkit.kubernetes;
