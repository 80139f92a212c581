package io.redpoll.bench;

import java.util.List;

/**
 * A client under its name.
 *
 * @param name its name
 * @param clients one for each event loop, or one for all
 */
record Subject(String name, List<Client> clients) {

  Subject {
    clients = List.copyOf(clients);
  }

  /** One client for all event loops. */
  Subject(String name, Client client) {
    this(name, List.of(client));
  }

  /** What sends from this event loop. */
  Client client(int loop) {
    return clients.get(Math.min(loop, clients.size() - 1));
  }
}
