package io.redpoll.handle;

import io.redpoll.endpoint.HostAndPort;
import io.redpoll.resp.CommandInfo;
import io.vertx.core.internal.ContextInternal;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.Optional;

/**
 * One command on its way: it looks for an endpoint, waits if there is none, tries, and tries again, until it has an answer or
 * its deadline has passed. Here stands where it goes and what it makes of a failure.
 *
 * @param <T> what it is to bring
 */
abstract class Call<T> extends Errand<T> implements Route.Traveller, LocalHealth {

  /** So many redirections in a row are no accident either: a pause between. */
  private static final int MOST_HOPS = 5;

  /** More failures than this before anything was sent are no accident. */
  private static final int MOST_RESENDS = 32;

  /** How a node is spoken to: what a Redis Cluster wants beside the command. */
  enum Way {
    /** With the command alone. */
    PLAIN,
    /** On a connection that said READONLY: a replica answers reads there. */
    READ_ONLY,
    /** With ASKING before the command: the node is about to get the slot. */
    ASKING
  }

  private View view;

  private Node node;

  private Way way = Way.PLAIN;

  /** The node that refused, and the view in which it did: asked again after a pause, or when the view is another. */
  private Node refusing;

  private View refusingView;

  /** Whether it was sent again although it may have run. */
  private boolean repeated;

  Call(Dispatcher dispatcher, ContextInternal context, CommandInfo command, Duration timeout) {
    super(dispatcher, context, command, timeout);
  }

  /** Where to go by {@code router}. */
  abstract Route route(Router router);

  /** Tries it at {@code node}: leads to {@link #done}, {@link #failed}, {@link #unreachable} or {@link #hold}. */
  abstract void attempt(Node node);

  @Override
  final void look() {
    view = dispatcher.shared().view();
    route(dispatcher.router(view)).lead(this);
  }

  @Override
  final void rested() {
    refusing = null;
  }

  @Override
  public final void goTo(Route.To to) {
    node = view.node(to.endpoint());
    way = view.cluster().isPresent() && to.replica() ? Way.READ_ONLY : Way.PLAIN;
    if (node == refusing && view == refusingView) {
      park(pause());
    } else if (left() > 0 && patience() > 0) {
      history().waitsFor(node, node.name() + " is draining");
      park(patience());
    } else {
      attemptNow();
    }
  }

  /**
   * How long to wait rather than go to an endpoint that is about to end: what must not run twice would be lost with it. So it
   * waits for a successor, but for half its time at most, since some drain for long.
   */
  private long patience() {
    boolean mayRunTwice = command.readOnly() || command.idempotent();
    return mayRunTwice || !node.draining() ? 0 : left() - allowed() / 2;
  }

  @Override
  public final void hold(String why) {
    history().waits(why);
    if (view.cluster().isPresent()) {
      // Nobody tells of slots that found somebody: ask.
      dispatcher.shared().suspectSlots();
      park(pause());
    } else {
      park(Long.MAX_VALUE);
    }
  }

  /** Waits for a connection to {@code node}. */
  final void holdFor(Node node) {
    history().waitsFor(node, "connecting to " + node.name());
    if (view.cluster().isPresent() && lane(node).broken()) {
      // Another one may have its slots by now.
      dispatcher.shared().suspectSlots();
      park(pause());
    } else {
      park(Long.MAX_VALUE);
    }
  }

  @Override
  public final void refuse(HandleException refusal) {
    end(history().ending(refusal));
  }

  @Override
  public final boolean avoided(Route.To to) {
    Node other = view.node(to.endpoint());
    return behind(to) || other.avoided() || laneTo(to).broken();
  }

  @Override
  public final boolean behind(Route.To to) {
    return to.replica() && dispatcher.behind(view.node(to.endpoint()));
  }

  @Override
  public final double cost(Route.To to) {
    return laneTo(to).cost(dispatcher.now());
  }

  private Lane laneTo(Route.To to) {
    boolean readOnly = view.cluster().isPresent() && to.replica();
    return view.node(to.endpoint()).lane(context(), readOnly);
  }

  // What came of it

  /** It was tried and brought {@code failure}. */
  final void failed(Throwable failure) {
    history().failedAt(node, failure);
    Retry what = Retry.after(failure, command);
    if (what != Retry.FAIL) {
      // What went wrong may have been seen by the cluster too, and answered with a failover.
      dispatcher.shared().suspectSlots();
    }
    switch (what) {
      case RESEND -> resend(failure);
      case REPEAT -> repeat();
      case HOLD -> refused(failure);
      case FOLLOW -> follow(failure);
      case PAUSE -> {
        history().waits(node.name() + " refuses: " + Retry.word(failure));
        park(pause());
      }
      case LOST -> {
        history().mayHaveRun();
        expire();
      }
      case FAIL -> end(failure);
    }
  }

  /** Goes where the node says, at once: the map comes after. */
  private void follow(Throwable failure) {
    Optional<Redirect> redirect = Redirect.of(failure);
    View now = dispatcher.shared().view();
    if (redirect.isEmpty() || now.cluster().isEmpty()) {
      end(failure);
      return;
    }
    HostAndPort address = redirect.get().address(node.address());
    if (!redirect.get().asking()) {
      dispatcher.shared().slotMoved(address);
    }
    Optional<Node> next = now.node(address);
    history().waits(node.name() + " says " + failure.getMessage());
    if (next.isEmpty()) {
      dispatcher.shared().meet(address);
      park(pause());
    } else if (history().failures() % MOST_HOPS == 0) {
      // The nodes do not agree yet.
      park(pause());
    } else {
      view = now;
      node = next.get();
      way = redirect.get().asking() ? Way.ASKING : Way.PLAIN;
      attemptNow();
    }
  }

  private void attemptNow() {
    if (left() <= 0) {
      expire();
    } else {
      attempt(node);
    }
  }

  /** There is no way to the node, so that nothing was sent. */
  final void unreachable(Throwable failure) {
    history().failedAt(node, failure);
    // Another one may have its slots by now.
    dispatcher.shared().suspectSlots();
    elsewhere(String.valueOf(failure.getMessage()));
  }

  private void resend(Throwable failure) {
    if (history().failures() < MOST_RESENDS) {
      go();
    } else {
      end(failure);
    }
  }

  private void repeat() {
    if (!command.readOnly()) {
      history().mayHaveRun();
    }
    if (left() <= 0) {
      node.avoid("no answer in time");
      expire();
    } else if (!repeated || dispatcher.shared().budget().withdraw()) {
      // Once it is free: all that was in flight when a connection broke is no storm, and is not to
      // fail together.
      repeated = true;
      go();
    } else {
      history().waits("the retry budget is used up");
      expire();
    }
  }

  private void refused(Throwable failure) {
    dispatcher.shared().refresh();
    if (dispatcher.shared().budget().withdraw()) {
      elsewhere(Retry.word(failure));
    } else {
      // It was not run, so that it may be tried until its time is up; but not at any pace.
      node.avoid(Retry.word(failure));
      history().waits(node.name() + " refuses: " + Retry.word(failure));
      park(longestPause());
    }
  }

  /** Another node if there is one, else this one again when something has changed or a pause is over. */
  private void elsewhere(String why) {
    node.avoid(why);
    history().waits(node.name() + " refuses: " + why);
    refusing = node;
    refusingView = view;
    go();
  }

  // For those who do the trying

  /** The way to {@code node} from the caller's event loop. */
  final Lane lane(Node node) {
    return node.lane(context(), way == Way.READ_ONLY);
  }

  /** How the node is to be spoken to. */
  final Way way() {
    return way;
  }

  /** Whether something else is seen of the Service than when it was routed. */
  final boolean outdated() {
    return dispatcher.shared().view() != view;
  }

  /** Whether it goes to a node of a Redis Cluster. */
  final boolean inCluster() {
    return view.cluster().isPresent();
  }

  /** A call for a part of this one, with the same deadline. */
  final CommandCall part(Request request) {
    return new CommandCall(dispatcher, context(), request, command, Duration.ofNanos(left()));
  }

  /** A call for the part of this one that is for the shard of this name. */
  final ShardCall shardPart(Request request, String shard) {
    return new ShardCall(dispatcher, context(), request, command, Duration.ofNanos(left()), shard);
  }
}
