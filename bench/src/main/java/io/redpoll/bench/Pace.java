package io.redpoll.bench;

import java.time.Duration;

/**
 * How long loads last.
 *
 * @param rounds how often each setting is measured in a fork; each round takes the subjects in the reverse order of the last
 * @param warmUp how long each subject runs before anything counts
 * @param window how long one measurement lasts
 */
record Pace(int rounds, Duration warmUp, Duration window) {}
