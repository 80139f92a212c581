package io.redpoll.testkit.kubernetes;

import io.vertx.core.http.HttpServerRequest;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** Spoils the next lists and watches one by one, in the order told; all others are answered well. From any thread. */
public final class ScriptedFaults implements Faults {

  private final Queue<Consumer<HttpServerRequest>> lists = new ConcurrentLinkedQueue<>();
  private final Queue<Consumer<HttpServerRequest>> watches = new ConcurrentLinkedQueue<>();

  /** The next list that has no answer yet gets this; see {@link Answers}. A page counts as a list. */
  public ScriptedFaults nextList(Consumer<HttpServerRequest> answer) {
    lists.add(answer);
    return this;
  }

  /** The next watch that has no answer yet gets this; see {@link Answers}. A list by watch counts as a watch. */
  public ScriptedFaults nextWatch(Consumer<HttpServerRequest> answer) {
    watches.add(answer);
    return this;
  }

  @Override
  public boolean take(HttpServerRequest request) {
    String watch = request.getParam("watch", "");
    boolean isWatch = watch.equals("1") || watch.equals("true");
    Consumer<HttpServerRequest> answer = (isWatch ? watches : lists).poll();
    if (answer != null) {
      answer.accept(request);
    }
    return answer != null;
  }
}
