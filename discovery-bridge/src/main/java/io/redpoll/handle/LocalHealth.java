package io.redpoll.handle;

/** What this process sees itself of endpoints, beside what the snapshot says. */
interface LocalHealth {

  /** Whether to take another endpoint if there is one. */
  boolean avoided(Route.To to);

  /** Whether what it has may be older than the application allows: it must not be asked then. */
  boolean behind(Route.To to);

  /** What one more command costs there: less is better. */
  double cost(Route.To to);
}
