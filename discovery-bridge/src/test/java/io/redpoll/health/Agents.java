package io.redpoll.health;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A membership that a test sets, as every agent of it sees it. Any thread. */
public final class Agents {

  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final List<Consumer<Reunion>> reunions = new CopyOnWriteArrayList<>();
  private volatile List<Agent> live;

  public Agents(Agent... live) {
    this.live = List.of(live);
  }

  /** The agents are these from now on; all are told. */
  public void become(Agent... now) {
    live = List.of(now);
    listeners.forEach(Runnable::run);
  }

  /** A split of the cluster ends: all of them have this part in it. */
  public void reunite(Reunion reunion) {
    reunions.forEach(listener -> listener.accept(reunion));
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

      @Override
      public void onReunion(Consumer<Reunion> listener) {
        reunions.add(listener);
      }
    };
  }
}
