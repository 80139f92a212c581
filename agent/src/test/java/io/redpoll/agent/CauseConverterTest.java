package io.redpoll.agent;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class CauseConverterTest {

  private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();

  @AfterEach
  void restore() {
    LogSetup.apply(new AgentOptions());
  }

  @Test
  void causesStandOnTheSameLine() {
    assertThat(converted(failure()))
        .isEqualTo(
            " [java.lang.IllegalStateException: outer part, caused by java.lang.RuntimeException: inner]");
    assertThat(converted(null)).isEmpty();
  }

  @Test
  void debugShowsTheTrace() {
    LogSetup.apply(
        new AgentOptions(new JsonObject().put("log", new JsonObject().put("level", "debug"))));

    assertThat(converted(failure())).contains("\tat " + CauseConverterTest.class.getName());
  }

  @Test
  void defaultIsInfoForRedpollAndWarnForTheRest() {
    LogSetup.apply(new AgentOptions());

    assertThat(context.getLogger("io.redpoll.agent").getEffectiveLevel()).isEqualTo(Level.INFO);
    assertThat(context.getLogger(Logger.ROOT_LOGGER_NAME).getLevel()).isEqualTo(Level.WARN);
  }

  private static Throwable failure() {
    return new IllegalStateException("outer\npart", new RuntimeException("inner"));
  }

  private String converted(Throwable thrown) {
    return new CauseConverter()
        .convert(new LoggingEvent(
            "", context.getLogger("any"), Level.WARN, "message", thrown, new Object[0]));
  }
}
