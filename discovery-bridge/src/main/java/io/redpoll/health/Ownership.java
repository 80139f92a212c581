package io.redpoll.health;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.ServiceId;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Which agent looks after what. An implementation tells who is alive; the answers follow from that by rendezvous hashing,
 * so every agent comes to the same one from the same membership, and a change of membership moves only what must move.
 *
 * <p>All methods may be called on any thread.
 */
public interface Ownership {

  /** The name of this agent, unique among live agents. */
  String self();

  /** The live agents, this one among them, sorted by name. */
  List<Agent> agents();

  /** Has {@code listener} run, on any thread, after each change of membership. One listener at a time. */
  void onChange(Runnable listener);

  /**
   * Has {@code listener} run, on any thread, when the cluster was split and parts of it become one again. One listener at a time. An
   * implementation whose cluster knows no splits never runs it.
   */
  default void onReunion(Consumer<Reunion> listener) {
    // Never.
  }

  /** The agent that judges {@code service} and writes it down. */
  default String curator(ServiceId service) {
    return Rendezvous.owner(service.toString(), names(agents()));
  }

  /** Whether this agent judges {@code service}. */
  default boolean curates(ServiceId service) {
    return self().equals(curator(service));
  }

  /** The agent that checks {@code endpoint}: one on its node, else any. */
  default String prober(Endpoint endpoint) {
    List<Agent> all = agents();
    List<Agent> near = all.stream().filter(agent -> agent.isOn(endpoint.node())).toList();
    return Rendezvous.owner(endpoint.id().toString(), names(near.isEmpty() ? all : near));
  }

  /** Whether this agent checks {@code endpoint}. */
  default boolean probes(Endpoint endpoint) {
    return self().equals(prober(endpoint));
  }

  /**
   * Who is asked for a second opinion on {@code endpoint}: at most {@code count} agents, never its prober, those of other
   * nodes than the prober's first, since they come another way.
   */
  default List<String> witnesses(Endpoint endpoint, int count) {
    return others(endpoint).stream().limit(count).toList();
  }

  /**
   * Who takes a report that {@code endpoint} cannot be reached: its prober, and where one does not answer, the next. Every
   * live agent is in the list.
   */
  default List<String> reportOrder(Endpoint endpoint) {
    return Stream.concat(Stream.of(prober(endpoint)), others(endpoint).stream()).toList();
  }

  private List<String> others(Endpoint endpoint) {
    String prober = prober(endpoint);
    List<Agent> all = agents();
    String taken = all.stream()
        .filter(agent -> agent.name().equals(prober))
        .map(Agent::node)
        .findFirst()
        .orElse("");
    String key = endpoint.id().toString();
    List<Agent> others =
        all.stream().filter(agent -> !agent.name().equals(prober)).toList();
    return Stream.of(false, true)
        .map(near -> others.stream().filter(agent -> agent.isOn(taken) == near).toList())
        .flatMap(group -> Rendezvous.order(key, names(group)).stream())
        .toList();
  }

  private static List<String> names(List<Agent> agents) {
    return agents.stream().map(Agent::name).toList();
  }

  /** The ownership of an agent that has no peers: everything is its own, for ever. */
  static Ownership alone(String self) {
    List<Agent> agents = List.of(new Agent(self, "", ""));
    return new Ownership() {
      @Override
      public String self() {
        return self;
      }

      @Override
      public List<Agent> agents() {
        return agents;
      }

      @Override
      public void onChange(Runnable listener) {
        // Membership never changes.
      }
    };
  }
}
