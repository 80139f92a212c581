package io.redpoll.agent;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.pattern.ThrowableHandlingConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import org.slf4j.LoggerFactory;

/**
 * Writes the exception of a log record: its chain of causes on the same line, and the whole trace only when Redpoll logs
 * at debug. Named in {@code logback.xml}.
 */
public final class CauseConverter extends ThrowableHandlingConverter {

  @Override
  public String convert(ILoggingEvent event) {
    IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown == null) {
      return "";
    }
    return traces()
        ? System.lineSeparator() + ThrowableProxyUtil.asString(thrown)
        : " [" + chain(thrown) + "]";
  }

  private static boolean traces() {
    return LoggerFactory.getILoggerFactory() instanceof LoggerContext context
        && context.getLogger("io.redpoll").isEnabledFor(Level.DEBUG);
  }

  private static String chain(IThrowableProxy thrown) {
    StringBuilder line = new StringBuilder();
    for (IThrowableProxy cause = thrown; cause != null; cause = cause.getCause()) {
      line.append(line.length() == 0 ? "" : ", caused by ")
          .append(cause.getClassName())
          .append(": ")
          .append(String.valueOf(cause.getMessage()).replaceAll("[\\r\\n]+", " "));
    }
    return line.toString();
  }
}
