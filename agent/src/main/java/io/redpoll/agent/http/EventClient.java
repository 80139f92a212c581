package io.redpoll.agent.http;

import io.redpoll.endpoint.ServiceId;
import io.redpoll.endpoint.Snapshot;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One client of the event stream. What it does not read in time waits here, up to a bound; who falls farther behind is
 * dropped, and may come back and go on where it was. Belongs to the context of the admin port.
 */
final class EventClient {

  /** How many messages may wait for a client beside what its stream began with. */
  static final int MAX_WAITING = 1_024;

  private static final int WRITE_QUEUE_BYTES = 64 << 10;

  private final HttpServerResponse response;
  private final Optional<ServiceId> wanted;
  private final Runnable tooSlow;
  private final Deque<Buffer> waiting = new ArrayDeque<>();

  /** The versions that the snapshots at the start told. */
  private final Map<ServiceId, Long> told = new HashMap<>();

  /** The versions of what was passed on. */
  private final Map<ServiceId, Long> passed = new HashMap<>();

  /** What comes while the state is gathered. */
  private final List<Frame> held = new ArrayList<>();

  private boolean live;

  private int bound = MAX_WAITING;
  private boolean ended;

  EventClient(HttpServerResponse response, Optional<ServiceId> wanted, Runnable tooSlow) {
    this.response = response.setWriteQueueMaxSize(WRITE_QUEUE_BYTES);
    this.wanted = wanted;
    this.tooSlow = tooSlow;
  }

  /** Tells the state of the Services, as of now, where that is news. */
  void tell(List<Snapshot> snapshots, String id) {
    for (Snapshot snapshot : snapshots) {
      ServiceId service = snapshot.service();
      boolean news = snapshot.version() > told.getOrDefault(service, Long.MIN_VALUE)
          && snapshot.version() >= passed.getOrDefault(service, Long.MIN_VALUE);
      if (wants(service) && news) {
        told.put(service, snapshot.version());
        bound++;
        send(Frame.message(id, Frame.SNAPSHOT, Overview.encode(snapshot)));
      }
    }
  }

  /** Tells the last events, then that from here on all is news, then what came while the state was gathered. */
  void goLive(List<Frame> recent, Buffer marker) {
    recent.stream().filter(frame -> wants(frame.service())).forEach(frame -> send(frame.bytes()));
    send(marker);
    live = true;
    List<Frame> came = held.stream().filter(frame -> !recent.contains(frame)).toList();
    held.clear();
    came.forEach(this::offer);
  }

  /** Passes a message on, unless it is of another Service or was told by a snapshot. */
  void offer(Frame frame) {
    ServiceId service = frame.service();
    if (ended || !wants(service)) {
      return;
    }
    if (!live && held.size() >= MAX_WAITING) {
      drop();
    } else if (!live) {
      held.add(frame);
    } else if (frame.version() > told.getOrDefault(service, Long.MIN_VALUE)) {
      passed.put(service, frame.version());
      send(frame.bytes());
    }
  }

  void send(Buffer message) {
    if (ended) {
      return;
    }
    if (waiting.size() >= bound) {
      drop();
      return;
    }
    waiting.add(message);
    pump();
  }

  private void drop() {
    end();
    tooSlow.run();
  }

  /** Says that the stream is alive, where nothing else does. */
  void beat() {
    if (waiting.isEmpty()) {
      send(Frame.heartbeat());
    }
  }

  /** Nothing is sent from now on. */
  void end() {
    ended = true;
    waiting.clear();
    held.clear();
  }

  private boolean wants(ServiceId service) {
    return wanted.isEmpty() || wanted.get().equals(service);
  }

  private void pump() {
    while (!waiting.isEmpty() && !response.writeQueueFull()) {
      // A client that went away is told by the end of its connection.
      response.write(waiting.remove()).onFailure(gone -> end());
    }
    if (!waiting.isEmpty()) {
      response.drainHandler(drained -> pump());
    }
  }
}
