package io.redpoll.handle;

import io.redpoll.endpoint.EndpointId;
import io.redpoll.resp.Merge;
import java.util.List;

/** Where a command goes. */
sealed interface Route {

  /** Takes {@code traveller} along: calls the method that is this route's own. */
  void lead(Traveller traveller);

  /** Who follows routes: one method for each kind, so that none is forgotten. */
  interface Traveller {

    /** To one endpoint. */
    void goTo(To to);

    /** To several shards, in parts. */
    void split(List<Part> parts, Merge merge);

    /** To each of these shards, which may be none. */
    void each(List<ForShard> parts, Gather gather);

    /** Nowhere yet: another snapshot may help. */
    void hold(String reason);

    /** Nowhere, whatever happens. */
    void refuse(HandleException refusal);
  }

  /**
   * To one endpoint.
   *
   * @param replica whether it is asked as a replica: what it says may be old
   */
  record To(EndpointId endpoint, boolean replica) implements Route {

    /** To a primary, or to whoever is as good. */
    To(EndpointId endpoint) {
      this(endpoint, false);
    }

    @Override
    public void lead(Traveller traveller) {
      traveller.goTo(this);
    }
  }

  /** To several shards. */
  record Split(List<Part> parts, Merge merge) implements Route {
    public Split {
      parts = List.copyOf(parts);
    }

    @Override
    public void lead(Traveller traveller) {
      traveller.split(parts, merge);
    }
  }

  /** To shards by their names. */
  record Each(List<ForShard> parts, Gather gather) implements Route {
    public Each {
      parts = List.copyOf(parts);
    }

    @Override
    public void lead(Traveller traveller) {
      traveller.each(parts, gather);
    }
  }

  /** To nobody yet. */
  record Wait(String reason) implements Route {
    @Override
    public void lead(Traveller traveller) {
      traveller.hold(reason);
    }
  }

  /** To nobody. */
  record Refuse(HandleException refusal) implements Route {
    @Override
    public void lead(Traveller traveller) {
      traveller.refuse(refusal);
    }
  }

  /**
   * What one shard gets of a command.
   *
   * @param arguments its arguments
   * @param keys for each of its keys, in order, how many keys stood before it in the whole command
   */
  record Part(List<byte[]> arguments, List<Integer> keys) {
    public Part {
      arguments = List.copyOf(arguments);
      keys = List.copyOf(keys);
    }
  }

  /**
   * What one shard gets of a command that has no key.
   *
   * @param shard the shard's name
   * @param arguments the arguments that it gets
   */
  record ForShard(String shard, List<byte[]> arguments) {
    public ForShard {
      arguments = List.copyOf(arguments);
    }
  }
}
