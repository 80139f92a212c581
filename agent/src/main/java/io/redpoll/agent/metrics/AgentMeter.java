package io.redpoll.agent.metrics;

import io.redpoll.endpoint.Observation;
import java.time.Duration;

/** Hears what happens in an agent, on any thread. */
public interface AgentMeter {

  /** Hears and forgets: of an agent inside an application, which has its own metrics. */
  AgentMeter NONE = new AgentMeter() {
    @Override
    public void checked(Observation observation) {}

    @Override
    public void turned(Duration lag) {}
  };

  /** A check was made. */
  void checked(Observation observation);

  /** The event loop of the agent turned, this much later than asked for. */
  void turned(Duration lag);
}
