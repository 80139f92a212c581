package io.redpoll.handle;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A subscribed connection, and all that it heard. */
final class Subscriber {

  private static final int CEILING_SECONDS = 30;

  private final RedisConnection connection;
  private final BlockingQueue<List<String>> heard = new LinkedBlockingQueue<>();

  Subscriber(RedisConnection connection) {
    this.connection = connection;
    connection
        .handler(push -> heard.add(words(push)))
        .exceptionHandler(failure -> heard.add(List.of("failure", failure.toString())))
        .endHandler(v -> heard.add(List.of("end")));
  }

  /** Returns when the server has confirmed it, and forgets the confirmations. */
  void send(String command, String... channels) {
    TestRegistry.await(connection.send(TestRegistry.cmd(command, channels)));
    heard.removeIf(words -> words.get(0).endsWith("subscribe"));
  }

  void close() {
    TestRegistry.await(connection.close());
  }

  /** The next of this kind; those of other kinds before it are forgotten. */
  List<String> next(String kind) {
    List<List<String>> passed = new ArrayList<>();
    try {
      while (true) {
        List<String> words = heard.poll(CEILING_SECONDS, SECONDS);
        if (words == null) {
          throw new AssertionError("no " + kind + " in " + CEILING_SECONDS + " s, but " + passed);
        }
        if (words.get(0).equals(kind)) {
          return words;
        }
        passed.add(words);
      }
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  private static List<String> words(Response push) {
    return push.stream().map(String::valueOf).toList();
  }
}
