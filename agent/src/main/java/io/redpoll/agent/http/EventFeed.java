package io.redpoll.agent.http;

import io.redpoll.endpoint.HealthEvent;
import io.redpoll.endpoint.ServiceId;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.event.EventJson;
import io.redpoll.event.HealthListener;
import io.vertx.core.Context;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * The health events of all Services as one numbered stream, of which the last {@value #KEPT} messages are kept, for clients
 * that come back and for those that want to see what just happened. Its state belongs to the context of the admin port; it is told on any.
 */
final class EventFeed implements HealthListener {

  static final int KEPT = 512;

  private final Context context;
  private final String life;
  private final Consumer<Frame> listener;
  private final Deque<Frame> kept = new ArrayDeque<>();
  private long seq;

  /**
   * An empty feed.
   *
   * @param life a word that tells this feed from those of other agents and of earlier lives of this one
   * @param listener hears each message, on the context
   */
  EventFeed(Context context, String life, Consumer<Frame> listener) {
    this.context = context;
    this.life = life;
    this.listener = listener;
  }

  @Override
  public void onSnapshot(Snapshot snapshot) {
    JsonObject json = Overview.encode(snapshot);
    add(snapshot.service(), snapshot.version(), false, Frame.SNAPSHOT, json);
  }

  @Override
  public void onEvent(HealthEvent event) {
    add(event.service(), event.version(), true, Frame.HEALTH, EventJson.encode(event));
  }

  @Override
  public void onRemoved(ServiceId service) {
    JsonObject json = new JsonObject().put("service", service.toString());
    add(service, Long.MAX_VALUE, false, Frame.REMOVED, json);
  }

  /** The id of the last message, from which a client may go on. */
  String lastId() {
    return id(seq);
  }

  /** What came after the message {@code id}; empty if that is not known here any more. */
  Optional<List<Frame>> after(String id) {
    if (!id.matches("[^-]+-[0-9]{1,18}") || !id.startsWith(life + "-")) {
      return Optional.empty();
    }
    long from = Long.parseLong(id.substring(life.length() + 1));
    boolean known = from <= seq && from >= seq - kept.size();
    return known
        ? Optional.of(kept.stream().filter(frame -> frame.seq() > from).toList())
        : Optional.empty();
  }

  /** The last events that are kept, at most {@code count}, oldest first. */
  List<Frame> recent(int count, Optional<ServiceId> service) {
    List<Frame> events = kept.stream()
        .filter(Frame::event)
        .filter(frame -> service.isEmpty() || service.get().equals(frame.service()))
        .toList();
    return events.subList(Math.max(0, events.size() - count), events.size());
  }

  private void add(ServiceId service, long version, boolean event, String name, JsonObject data) {
    LongFunction<Frame> frame =
        number -> new Frame(number, service, version, event, Frame.message(id(number), name, data));
    context.runOnContext(turn -> keep(frame.apply(++seq)));
  }

  private void keep(Frame frame) {
    kept.add(frame);
    if (kept.size() > KEPT) {
      kept.remove();
    }
    listener.accept(frame);
  }

  private String id(long number) {
    return life + "-" + number;
  }
}
