/**
 * What is announced: health events and their JSON, on the event bus.
 *
 * <p>The room numbers the events of each Service, publishes them, answers the question for a snapshot, and gives subscribers
 * typed events with gaps repaired. It takes events and snapshots from the judge by way of the bridge, and runs on the context
 * of whoever made the publisher or the subscription.
 */
package io.redpoll.event;
