package io.redpoll.agent;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import org.slf4j.LoggerFactory;

/** Sets Logback up as the options say, unless the operator brought a Logback file of their own. */
final class LogSetup {

  private static final String OWN_FILE = "logback.configurationFile";

  private LogSetup() {}

  /** To be called before anything logs: whatever runs inside must find the same back end. */
  static void prepare() {
    System.setProperty(
        "vertx.logger-delegate-factory-class-name",
        "io.vertx.core.logging.SLF4JLogDelegateFactory");
    System.setProperty("hazelcast.logging.type", "slf4j");
  }

  static void apply(AgentOptions options) {
    if (System.getProperty(OWN_FILE) != null
        || !(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      return;
    }
    context.getLogger("io.redpoll").setLevel(Level.valueOf(options.get(Keys.LOG_LEVEL)));
    if (options.get(Keys.LOG_FORMAT).equals("json")) {
      json(context);
    }
  }

  private static void json(LoggerContext context) {
    context.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders().forEachRemaining(appender -> {
      if (appender instanceof ConsoleAppender<ILoggingEvent> console) {
        console.setEncoder(encoder(context));
      }
    });
  }

  private static JsonEncoder encoder(LoggerContext context) {
    JsonEncoder encoder = new JsonEncoder();
    encoder.setContext(context);
    encoder.setWithSequenceNumber(false);
    encoder.setWithNanoseconds(false);
    encoder.setWithContext(false);
    encoder.setWithMarkers(false);
    encoder.setWithMDC(false);
    encoder.setWithMessage(false);
    encoder.setWithArguments(false);
    encoder.setWithFormattedMessage(true);
    encoder.start();
    return encoder;
  }
}
