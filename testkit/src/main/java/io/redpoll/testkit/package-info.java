/**
 * The JUnit 5 extension that gives a test a Kubernetes cluster with real Redis pods.
 *
 * <p>It owns the life of what it gives, from the first parameter to the end of the test method. The cluster itself, in {@code
 * kubernetes}, and the Redis processes, in {@code redis}, can be used without JUnit; this package is the only one that needs it.
 */
package io.redpoll.testkit;
