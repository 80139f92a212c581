/**
 * The dev mode, {@code mvn -q -Pdev}: all of Redpoll on one machine, with nothing installed but a JDK and Maven.
 *
 * <p>An in-memory Kubernetes API, real Redis processes as the pods of the manifests in {@code k8s/examples}, an agent, and an
 * application that uses Redis through handles. It lives with the tests, so that no production jar holds it. The application's
 * side runs on one event loop; what blocks runs on the main thread.
 */
package io.redpoll.agent.dev;
