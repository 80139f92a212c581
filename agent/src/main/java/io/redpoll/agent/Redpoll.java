package io.redpoll.agent;

import io.redpoll.agent.command.Commands;
import io.redpoll.agent.command.ExitCode;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.security.Security;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The command {@code java -jar redpoll-agent.jar}. Its main thread and its shutdown hook wait; they are no event loops.
 *
 * <p>It exits with 0 when it has done what it was asked for, an orderly stop for instance; 1 if it cannot; 2 for bad options.
 */
public final class Redpoll {

  private static final System.Logger LOG = System.getLogger(Redpoll.class.getName());
  private static final int STOPPED = 0;
  private static final int FAILED = 1;

  /** Below the 45 s that the DaemonSet gives. */
  private static final int STOP_SECONDS = 40;

  private Redpoll() {}

  /** Runs until SIGTERM or SIGINT. */
  public static void main(String[] args) {
    LogSetup.prepare();
    System.exit(dispatch(List.of(args)));
  }

  private static int dispatch(List<String> words) {
    Optional<Command> command = Command.of(words);
    if (command.isEmpty()) {
      System.err.println("redpoll: " + Command.unknown(words.get(0)));
      return ExitCode.BAD_OPTIONS.code();
    }
    List<String> rest = words.subList(Math.min(1, words.size()), words.size());
    return switch (command.get()) {
      case AGENT -> agent(Arguments.parse(words), words);
      case SERVICES -> Commands.services(rest, System.out, System.err).code();
      case EVENTS -> Commands.events(rest, System.out, System.err).code();
      case CHECK -> check(Arguments.parse(rest));
    };
  }

  private static int agent(Arguments arguments, List<String> words) {
    if (arguments.help()) {
      boolean named = words.get(0).equals(Command.AGENT.word());
      System.out.print(named ? Usage.agent() : Command.overview());
      return ExitCode.DONE.code();
    }
    if (arguments.version()) {
      System.out.println("redpoll " + version() + ", Java " + Runtime.version());
      return ExitCode.DONE.code();
    }
    OptionsSources sources = OptionsSources.read(arguments, System.getenv(), Path.of(""));
    if (!sources.problems().isEmpty()) {
      sources.problems().forEach(problem -> System.err.println("redpoll: " + problem));
      return ExitCode.BAD_OPTIONS.code();
    }
    return run(sources.options());
  }

  private static int check(Arguments arguments) {
    if (arguments.help()) {
      System.out.print(Usage.check());
      return ExitCode.DONE.code();
    }
    OptionsSources sources = OptionsSources.read(arguments, System.getenv(), Path.of(""));
    return CheckCommand.run(sources, System.getenv(), JoinGate.Lookup.jdk(), System.out)
        .code();
  }

  private static int run(AgentOptions options) {
    LogSetup.apply(options);
    // The JDK keeps failed look-ups for 10 s and good ones for 30 s: too long to see agents come
    // and go.
    Security.setProperty("networkaddress.cache.ttl", "1");
    Security.setProperty("networkaddress.cache.negative.ttl", "0");
    LOG.log(System.Logger.Level.INFO, "redpoll {0} starts", version());
    CompletableFuture<Integer> exit = new CompletableFuture<>();
    Agent agent =
        new Agent(options, Library::discovery, JoinGate.Lookup.jdk(), ThreadLocalRandom.current());
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> stop(agent, exit.getNow(STOPPED)), "redpoll-stop"));
    agent.start().onFailure(e -> {
      LOG.log(System.Logger.Level.ERROR, "cannot start: {0}", FailureLine.of(e));
      exit.complete(FAILED);
    });
    return exit.join();
  }

  /** Stops the agent and ends the JVM here, since a JVM ended by a signal would report that signal. */
  private static void stop(Agent agent, int code) {
    int end = code;
    try {
      Future<Void> stopped = agent.stop();
      stopped.toCompletionStage().toCompletableFuture().get(STOP_SECONDS, TimeUnit.SECONDS);
      LOG.log(System.Logger.Level.INFO, "redpoll stopped");
    } catch (TimeoutException e) {
      LOG.log(System.Logger.Level.ERROR, "not stopped after {0} s, ending anyway", STOP_SECONDS);
      end = FAILED;
    } catch (ExecutionException e) {
      LOG.log(System.Logger.Level.ERROR, "not stopped in order: {0}", FailureLine.of(e));
      end = FAILED;
    } catch (InterruptedException e) {
      end = FAILED;
    }
    Runtime.getRuntime().halt(end);
  }

  static String version() {
    return Optional.ofNullable(Redpoll.class.getPackage().getImplementationVersion())
        .orElse("(not from its jar)");
  }
}
