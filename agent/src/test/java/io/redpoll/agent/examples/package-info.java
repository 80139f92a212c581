/** The ways to use Redpoll, each as a small application. {@code WaysOfUseIT} runs them. */
package io.redpoll.agent.examples;
