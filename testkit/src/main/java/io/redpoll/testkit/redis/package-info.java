/**
 * Real Redis processes on loopback addresses: found, started, stopped, frozen and cleaned up.
 *
 * <p>It owns the server binary, the addresses and the processes, and hands on one {@code RedisServer} per process. Its methods
 * block, and belong on the threads of tests, main programs or workers, never on an event loop; no process outlives the JVM.
 */
package io.redpoll.testkit.redis;
