/**
 * The arrow on one page: {@code DiscoveryBridge} joins the rooms, {@code DiscoveryVerticle} embeds all of it in an app.
 *
 * <p>Kubernetes tells endpoints, probes tell observations, the judge makes snapshots and events of them, the registry and the
 * bus carry these to handles and subscribers. {@code Patrol} says what is checked here, {@code Relay} takes what is seen to
 * whoever judges it, {@code Errands} does what agents do for each other, {@code Curation} decides which Services are judged here. A bridge and all that it owns run on the one context on which it was started.
 */
package io.redpoll;
