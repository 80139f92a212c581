package io.redpoll.health;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A membership that a test sets, as every agent of it sees it. Any thread. */
public final class Agents {

  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile List<Agent> live;

  public Agents(Agent... live) {
    this.live = List.of(live);
  }

  /** The agents are these from now on; all are told. */
  public void become(Agent... now) {
    live = List.of(now);
    listeners.forEach(Runnable::run);
  }

  /** The ownership of one of them. */
  public Ownership of(String self) {
    return new Ownership() {
      @Override
      public String self() {
        return self;
      }

      @Override
      public List<Agent> agents() {
        return live;
      }

      @Override
      public void onChange(Runnable listener) {
        listeners.add(listener);
      }
    };
  }
}
