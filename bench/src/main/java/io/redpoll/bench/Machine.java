package io.redpoll.bench;

import java.lang.management.ManagementFactory;
import java.util.Locale;

/** Where it is measured. */
final class Machine {

  private Machine() {}

  static String describe() {
    return System.getProperty("os.name") + " " + System.getProperty("os.arch") + ", "
        + Runtime.getRuntime().availableProcessors() + " cores, "
        + System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version");
  }

  /** How many threads wanted a core, on average over the last minute. */
  static String load() {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return load < 0 ? "unknown" : String.format(Locale.ROOT, "%.1f", load);
  }
}
