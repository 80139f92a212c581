package io.redpoll.agent.chaos;

import io.redpoll.endpoint.ServiceId;
import io.redpoll.health.Agent;
import io.redpoll.health.Ownership;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Services by what Kubernetes does to them in a part of a run. Each is there twice: one that the agent that will be cut off
 * curates, and one that another agent curates.
 *
 * @param moved their pods are deleted, and come back with another address
 * @param removed they go
 * @param added they come
 */
record Fates(List<String> moved, List<String> removed, List<String> added) {

  /** Services whose names begin with {@code when}. */
  static Fates of(String when, List<String> agents, String cutOff) {
    return new Fates(
        pair(when + "-moved", agents, cutOff),
        pair(when + "-removed", agents, cutOff),
        pair(when + "-added", agents, cutOff));
  }

  /** The names of two Services, the first of which {@code cutOff} curates. */
  static List<String> pair(String prefix, List<String> agents, String cutOff) {
    Ownership ownership = among(agents);
    Predicate<String> isCutOff =
        name -> ownership.curator(new ServiceId("chaos", name)).equals(cutOff);
    return Stream.of(isCutOff, isCutOff.negate())
        .map(wanted -> IntStream.iterate(0, i -> i + 1)
            .mapToObj(i -> prefix + "-" + i)
            .filter(wanted)
            .findFirst()
            .orElseThrow())
        .toList();
  }

  /** Those that are there before. */
  List<String> before() {
    return Stream.concat(moved.stream(), removed.stream()).toList();
  }

  /** Has Kubernetes do it all; their pods may be called down from now on. */
  void befall(ChaosRig rig, Troubles troubles) {
    before().forEach(name -> troubles.begin(name + "-0"));
    removed.forEach(rig::removeService);
    moved.forEach(name -> rig.kubernetes().tell("delete " + name + "-0"));
    added.forEach(rig::addService);
  }

  /** All of it is done, and told by all. */
  void over(Troubles troubles) {
    before().forEach(name -> troubles.end(name + "-0", Duration.ZERO));
  }

  private static Ownership among(List<String> names) {
    List<Agent> agents = names.stream().map(name -> new Agent(name, "", "")).toList();
    return new Ownership() {
      @Override
      public String self() {
        return names.get(0);
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
