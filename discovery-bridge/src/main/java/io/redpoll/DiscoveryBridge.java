package io.redpoll;

import static java.lang.System.Logger.Level.WARNING;
import static java.util.Objects.requireNonNull;

import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.EndpointUpdate;
import io.redpoll.endpoint.Observation;
import io.redpoll.endpoint.Observation.Impaired;
import io.redpoll.endpoint.Observation.Impairment;
import io.redpoll.endpoint.ServiceEndpoints;
import io.redpoll.endpoint.ServiceId;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.event.EventLog;
import io.redpoll.event.EventPublisher;
import io.redpoll.event.SnapshotAnswers;
import io.redpoll.event.Strangers;
import io.redpoll.health.Judge;
import io.redpoll.health.Ownership;
import io.redpoll.health.Question;
import io.redpoll.health.Reunion;
import io.redpoll.health.Verdict;
import io.redpoll.kubernetes.KubernetesSource;
import io.redpoll.kubernetes.KubernetesStatus;
import io.redpoll.peer.Peers;
import io.redpoll.probe.Prober;
import io.redpoll.registry.RegistryWriter;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.servicediscovery.ServiceDiscovery;
import io.vertx.servicediscovery.spi.ServiceImporter;
import io.vertx.servicediscovery.spi.ServicePublisher;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Mirrors the Redis endpoints of Kubernetes into a registry: watch, checks, verdict, records, events.
 *
 * <p>It is a {@link ServiceImporter}, to be registered with a {@link ServiceDiscovery}, or started by hand. Everything runs
 * on the event loop on which it is made; its methods may be called on any thread.
 */
public final class DiscoveryBridge implements ServiceImporter {

  private static final System.Logger LOG = System.getLogger(DiscoveryBridge.class.getName());
  private static final long TICK_MILLIS = 1_000;
  private static final long RECONCILE_MILLIS = 60_000;

  /** What a question and its answer may take on the bus, beside the check that they are about. */
  private static final Duration BUS_TIME = Duration.ofMillis(250);

  private final Vertx vertx;
  private final Context context;
  private final ServiceDiscovery discovery;
  private final DiscoveryOptions options;
  private final Ownership ownership;
  private final CredentialStore credentials;
  private final KubernetesSource source;
  private final Prober prober;
  private final Judge judge;
  private final RegistryWriter writer;
  private final EventPublisher publisher;
  private final SnapshotAnswers answers;
  private final Patrol patrol;
  private final Errands errands;
  private final Peers peers;
  private final Reports reports;
  private final Relay relay;
  private final Curation curation;
  /** Written on the context of the bridge, read from anywhere; each value is immutable. */
  private final Map<ServiceId, Snapshot> snapshots = new ConcurrentHashMap<>();

  private final Strangers strangers = new Strangers();

  /** Set by whoever wants to count; called on the context of the bridge. */
  private volatile Consumer<Observation> checks = observation -> {};

  private long ticker;
  private long reconciler;
  private boolean running;

  /**
   * A bridge that does nothing until it is started.
   *
   * @param discovery the registry, not closed by the bridge
   * @param options what to watch and how to check
   * @param ownership which Services are this agent's
   */
  public DiscoveryBridge(
      Vertx vertx, ServiceDiscovery discovery, DiscoveryOptions options, Ownership ownership) {
    InstantSource clock = InstantSource.system();
    String self = ownership.self();
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.discovery = discovery;
    this.options = options;
    this.ownership = ownership;
    this.credentials = new CredentialStore(vertx, clock, options.credentials());
    this.writer = new RegistryWriter(vertx, discovery);
    this.publisher = new EventPublisher(vertx.eventBus(), self + "." + clock.millis());
    this.answers = new SnapshotAnswers(
        vertx, ownership, publisher, this::snapshots, this::services, strangers);
    this.judge = new Judge(ownership, options.health(), clock, this::onVerdict, this::onQuestion);
    this.prober = new Prober(
        vertx, options.probe().withObserver(self), credentials::find, clock, this::onObservation);
    this.patrol = new Patrol(ownership, prober, this::onLeft);
    this.errands = new Errands(ownership, patrol, prober, judge);
    this.peers =
        new Peers(vertx, ownership, options.probe().timeout().plus(BUS_TIME), errands, strangers);
    this.relay = new Relay(
        vertx,
        ownership,
        patrol,
        judge,
        peers,
        new News(Math.max(options.health().rise(), options.health().fall())));
    errands.join(peers, relay);
    this.reports = new Reports(vertx, errands, strangers);
    this.curation = new Curation(
        vertx, ownership, judge, writer, publisher::resume, this::onTaken, this::onReleased);
    this.source = new KubernetesSource(vertx, options.kubernetes(), this::onUpdate);
  }

  /**
   * Starts. Does not wait for Kubernetes: an API that cannot be reached is tried until it can.
   *
   * @return done when events and questions are served
   */
  public Future<Void> start() {
    return onContext(this::open);
  }

  /** Stops: no check, no write and no event after it. Records stay. May be called twice. */
  public Future<Void> stop() {
    return onContext(this::shut);
  }

  private Future<Void> onContext(Supplier<Future<Void>> step) {
    return Future.future(done -> context.runOnContext(now -> step.get().onComplete(done)));
  }

  private Future<Void> open() {
    running = true;
    ownership.onChange(() -> context.runOnContext(now -> rebalance()));
    ownership.onReunion(reunion -> context.runOnContext(now -> reunited(reunion)));
    ticker = vertx.setPeriodic(TICK_MILLIS, timer -> judge.tick());
    reconciler = vertx.setPeriodic(RECONCILE_MILLIS, timer -> reconcile());
    whenSynced()
        .compose(synced -> answers.open())
        .onFailure(e -> LOG.log(WARNING, "snapshots cannot be asked for: {0}", e.getMessage()));
    return Future.join(
            List.of(reports.start(), peers.start(), answers.start(), credentials.refresh()))
        .compose(ready -> source.start())
        .compose(watching -> options.importServices()
            ? StockImporter.register(vertx, discovery, options.kubernetes())
            : Future.succeededFuture());
  }

  private Future<Void> shut() {
    if (!running) {
      return Future.succeededFuture();
    }
    running = false;
    vertx.cancelTimer(ticker);
    vertx.cancelTimer(reconciler);
    curation.close();
    relay.close();
    writer.close();
    return Future.join(
            List.of(source.stop(), prober.stop(), peers.stop(), answers.stop(), reports.stop()))
        .mapEmpty();
  }

  /** Done when the first full list of Kubernetes has been taken on. */
  public Future<Void> whenSynced() {
    return curation.whenSynced();
  }

  /** The state of the Services that this agent curates. */
  public List<Snapshot> snapshots() {
    return List.copyOf(snapshots.values());
  }

  private Set<ServiceId> services() {
    return curation.services();
  }

  /** What this bridge did so far, counted. */
  public BridgeMetrics metrics() {
    return new BridgeMetrics(
        source.status(),
        source.metrics(),
        writer.metrics(),
        publisher.metrics(),
        strangers.dropped());
  }

  /** Has {@code listener} hear of each check that this bridge made, on its context. One listener at a time. */
  public void onCheck(Consumer<Observation> listener) {
    checks = requireNonNull(listener, "listener is null");
  }

  /** How the watch on Kubernetes is. */
  public KubernetesStatus status() {
    return source.status();
  }

  @Override
  public void start(
      Vertx theirs, ServicePublisher publishes, JsonObject configuration, Promise<Void> started) {
    start().onComplete(started);
  }

  @Override
  public void close(Handler<Void> closed) {
    stop().onComplete(done -> closed.handle(null));
  }

  private void onVerdict(Verdict verdict) {
    ServiceId service = verdict.service();
    verdict.events().forEach(EventLog::log);
    publisher.publish(verdict.events());
    verdict
        .snapshot()
        .ifPresentOrElse(
            snapshot -> {
              snapshots.put(service, snapshot);
              writer.write(snapshot);
            },
            () -> {
              snapshots.remove(service);
              publisher.release(service);
              writer.remove(service);
            });
  }

  private void onObservation(Observation observation) {
    checks.accept(observation);
    relay.seen(observation);
    boolean refused = observation.finding() instanceof Impaired seen
        && (seen.kind() == Impairment.NOAUTH || seen.kind() == Impairment.WRONGPASS);
    if (refused) {
      credentials.rejected().onSuccess(changed -> {
        if (changed) {
          prober.checkNow(observation.endpoint());
        }
      });
    }
  }

  /** The patrol first: whoever judges wants to hear of what is checked. */
  private void onUpdate(EndpointUpdate update) {
    update.applyTo(patrol);
    update.applyTo(curation);
  }

  private void rebalance() {
    patrol.rebalance();
    relay.rebalance();
    curation.rebalance();
    // Members that went may have taken records along, and those that came back from a split may
    // have brought old ones.
    curation.reconcile();
  }

  private void reunited(Reunion reunion) {
    if (reunion == Reunion.JOINING) {
      curation.pause();
      return;
    }
    curation.resume();
    rebalance();
    curation.raise();
  }

  /** A judgement is under way: the answer may come only after it. */
  private void onQuestion(Question question) {
    context.runOnContext(now -> {
      if (running) {
        errands.carry(question);
      }
    });
  }

  private void onLeft(EndpointId endpoint) {
    relay.forget(endpoint);
  }

  private void onTaken(ServiceEndpoints service) {
    relay.replay(service);
    // A Service that was taken on unchanged gave no verdict.
    judge
        .snapshot(service.service())
        .ifPresent(snapshot -> snapshots.putIfAbsent(snapshot.service(), snapshot));
  }

  private void onReleased(ServiceId service) {
    snapshots.remove(service);
    publisher.release(service);
  }

  private void reconcile() {
    curation.reconcile();
    credentials.refresh();
  }
}
