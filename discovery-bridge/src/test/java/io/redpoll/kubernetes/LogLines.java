package io.redpoll.kubernetes;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What this room logs while a test runs, at INFO or above. */
final class LogLines extends Handler implements AutoCloseable {

  // Held, since a logger that nobody holds forgets its handlers.
  private final Logger logger = Logger.getLogger("io.redpoll.kubernetes");
  private final List<LogRecord> records = new CopyOnWriteArrayList<>();

  static LogLines open() {
    LogLines lines = new LogLines();
    lines.logger.addHandler(lines);
    return lines;
  }

  List<String> warnings() {
    return at(Level.WARNING);
  }

  List<String> infos() {
    return at(Level.INFO);
  }

  /** No expected failure is worth a stack trace. */
  boolean hasStackTraces() {
    return records.stream().anyMatch(record -> record.getThrown() != null);
  }

  @Override
  public void publish(LogRecord record) {
    records.add(record);
  }

  @Override
  public void flush() {
    // Nothing is held back.
  }

  @Override
  public void close() {
    logger.removeHandler(this);
  }

  private List<String> at(Level level) {
    return records.stream()
        .filter(record -> record.getLevel().equals(level))
        .map(LogRecord::getMessage)
        .toList();
  }
}
