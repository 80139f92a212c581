package io.redpoll.resp;

import io.netty.channel.EventLoop;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** The way onto a connection's event loop: from other threads one hop carries all that was submitted meanwhile. */
final class Submissions {

  private final EventLoop loop;
  private final Consumer<InFlight> target;
  private final Queue<InFlight> foreign = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean hopping = new AtomicBoolean();

  Submissions(EventLoop loop, Consumer<InFlight> target) {
    this.loop = loop;
    this.target = target;
  }

  /** Hands a command to the target, on the event loop. Any thread. */
  void submit(InFlight entry) {
    if (loop.inEventLoop()) {
      target.accept(entry);
      return;
    }
    foreign.add(entry);
    if (hopping.compareAndSet(false, true)) {
      loop.execute(this::arrive);
    }
  }

  private void arrive() {
    // First the flag, then the queue: what is added behind this sees the flag down and hops anew.
    hopping.set(false);
    for (InFlight entry = foreign.poll(); entry != null; entry = foreign.poll()) {
      target.accept(entry);
    }
  }
}
