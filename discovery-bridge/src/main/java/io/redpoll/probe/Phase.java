package io.redpoll.probe;

import io.redpoll.endpoint.EndpointId;
import java.util.concurrent.TimeUnit;

/**
 * When an endpoint is checked: once in each interval, at one of fifty moments, so that checks spread evenly and yet those of one
 * moment are made in one turn of the event loop.
 *
 * <p>All times are nanoseconds of {@link System#nanoTime}.
 *
 * @param offset within the interval
 * @param interval from check to check
 */
record Phase(long offset, long interval) {

  /** With an interval of 1 s they are 20 ms apart. */
  private static final int MOMENTS = 50;

  private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  static Phase of(EndpointId id, long interval) {
    // The factor spreads ids that differ in their last character only.
    long hash = id.toString().hashCode() * 0x9E3779B97F4A7C15L;
    return new Phase(interval / MOMENTS * Math.floorMod(hash >>> 1, MOMENTS), interval);
  }

  /** How long from {@code now} to the next moment, more than 0. */
  long untilNext(long now) {
    return interval - Math.floorMod(now - offset, interval);
  }

  /** How long a new endpoint waits for its first check if {@code newcomers} come together: about one in each ms, as far as
   * the moments lie apart. */
  long untilFirst(int newcomers) {
    return offset % Math.min(interval, TimeUnit.MILLISECONDS.toNanos(newcomers));
  }

  /**
   * The time for a timer, in milliseconds, never shorter than {@code nanos}: one that fires a little before its moment finds
   * that moment still ahead, and there would be two checks in each interval.
   */
  static long timerMillis(long nanos) {
    return Math.max(1, (nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI);
  }
}
