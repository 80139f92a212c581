package io.redpoll.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What a logger and those below it log while a test runs, at a level or above. */
public final class LogLines extends Handler implements AutoCloseable {

  // Held, since a logger that nobody holds forgets its handlers.
  private final Logger logger;
  private final List<LogRecord> records = new CopyOnWriteArrayList<>();

  private LogLines(Logger logger) {
    this.logger = logger;
  }

  /** Begins to listen to the logger of this name. */
  public static LogLines open(String name, Level level) {
    LogLines lines = new LogLines(Logger.getLogger(name));
    lines.logger.setLevel(level);
    lines.logger.addHandler(lines);
    return lines;
  }

  public List<String> warnings() {
    return at(Level.WARNING);
  }

  public List<String> infos() {
    return at(Level.INFO);
  }

  /** Of all levels. */
  public List<String> all() {
    return records.stream().map(LogRecord::getMessage).toList();
  }

  /** No expected failure is worth a stack trace. */
  public boolean hasStackTraces() {
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
    logger.setLevel(null);
  }

  private List<String> at(Level level) {
    return records.stream()
        .filter(record -> record.getLevel().equals(level))
        .map(LogRecord::getMessage)
        .toList();
  }
}
