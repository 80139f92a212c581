package io.redpoll.testkit.kubernetes;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * An in-memory Kubernetes API over HTTP: endpoint slices and pods, to be listed and watched as a real API server serves them.
 *
 * <p>Its methods block and may be called on any thread but an event loop.
 */
public final class KubernetesApi implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 60;

  private final Vertx vertx;
  private final boolean ownsVertx;
  private final KubernetesApiOptions options;
  private final CredentialFiles files;
  private final InstantSource clock = InstantSource.system();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final ApiRequests requests;
  private final ApiServer server;

  private KubernetesApi(
      Vertx vertx, boolean ownsVertx, KubernetesApiOptions options, CredentialFiles files) {
    this.vertx = vertx;
    this.ownsVertx = ownsVertx;
    this.options = options;
    this.files = files;
    this.requests = new ApiRequests(options, new ObjectStore(clock, options.history()));
    Optional<CertificateAuthority> authority =
        options.tls() ? Optional.of(new CertificateAuthority(clock.instant())) : Optional.empty();
    authority.ifPresent(ca -> files.write(files.caFile(), ca.certificatePem()));
    options.token().ifPresent(token -> files.write(files.tokenFile(), token));
    this.server =
        new ApiServer(options.port(), authority.map(CertificateAuthority::serverKeyCert), requests);
  }

  /** Starts an API with the defaults: plain HTTP, any free port, no token. */
  public static KubernetesApi start() {
    return start(KubernetesApiOptions.DEFAULT);
  }

  /**
   * Starts an API on a Vert.x instance of its own, which it closes at the end.
   *
   * @throws IllegalStateException if the port is in use
   */
  public static KubernetesApi start(KubernetesApiOptions options) {
    Vertx vertx = Vertx.vertx(new VertxOptions()
        .setEventLoopPoolSize(1)
        .setFileSystemOptions(new FileSystemOptions()
            .setClassPathResolvingEnabled(false)
            .setFileCachingEnabled(false)));
    return start(vertx, true, options);
  }

  /**
   * Starts an API on a given Vert.x instance, which is left running at the end.
   *
   * @throws IllegalStateException if the port is in use
   */
  public static KubernetesApi start(Vertx vertx, KubernetesApiOptions options) {
    return start(vertx, false, options);
  }

  /** Where it is or was served: {@code http://127.0.0.1:port} or {@code https://127.0.0.1:port}. */
  public String uri() {
    return server.uri();
  }

  /** The certificate to trust, if it is served by TLS. */
  public Optional<Path> caFile() {
    return options.tls() ? Optional.of(files.caFile()) : Optional.empty();
  }

  /** The file with the token to show, if it asks for one. */
  public Optional<Path> tokenFile() {
    return options.token().map(token -> files.tokenFile());
  }

  /**
   * Writes another token into the token file, and asks for that from then on.
   *
   * @throws IllegalStateException if the API asks for none
   */
  public void rotateToken(String token) {
    if (options.token().isEmpty()) {
      throw new IllegalStateException(
          "token: none is asked for (expected: an API started with one)");
    }
    files.write(files.tokenFile(), token);
    run(() -> requests.requireToken(token));
  }

  /**
   * Makes another authority, writes its certificate into the CA file, and shows a certificate of it to those that connect
   * from then on.
   *
   * @throws IllegalStateException if the API is not served by TLS
   */
  public void rotateAuthority() {
    if (!options.tls()) {
      throw new IllegalStateException("TLS: not in use (expected: an API started with it)");
    }
    CertificateAuthority authority = new CertificateAuthority(clock.instant());
    call(() -> server.certify(authority.serverKeyCert()));
    files.write(files.caFile(), authority.certificatePem());
  }

  /**
   * Creates or replaces an endpoint slice or pod.
   *
   * @param object with {@code apiVersion}, {@code kind} and {@code metadata.name}; the namespace is {@code default} unless
   *     it says otherwise; nothing else is checked, so that malformed ones can be served
   * @return what is stored: with its uid and resource version
   * @throws IllegalArgumentException if one of these is missing or unknown
   */
  public JsonObject apply(JsonObject object) {
    return call(() -> Future.succeededFuture(requests.apply(object)));
  }

  /** Deletes an object; false if there is none. */
  public boolean delete(Kind kind, String namespace, String name) {
    return call(
        () -> Future.succeededFuture(requests.delete(new ObjectKey(kind, namespace, name))));
  }

  /** The object as it is stored, empty if there is none. */
  public Optional<JsonObject> find(Kind kind, String namespace, String name) {
    return call(() -> Future.succeededFuture(requests.find(new ObjectKey(kind, namespace, name))));
  }

  /** The version of the newest change. */
  public long resourceVersion() {
    return call(() -> Future.succeededFuture(requests.store().resourceVersion()));
  }

  /**
   * Says what a SelfSubjectAccessReview is answered with, of its {@code resourceAttributes}; all is allowed by default. It
   * does not change what is served.
   */
  public void allow(Predicate<JsonObject> allowed) {
    run(() -> requests.allow(allowed));
  }

  /** How many watches are running. */
  public int watches() {
    return call(() -> Future.succeededFuture(requests.watches()));
  }

  /** Starts an outage: the port is closed, all connections break, the objects stay. */
  public void stop() {
    call(server::shutdown);
  }

  /**
   * Ends an outage, on the same port.
   *
   * @throws IllegalStateException if someone else has taken the port
   */
  public void resume() {
    call(server::listen);
  }

  /** Forgets the history: a watch or page that asks for an older version than now is told 410. */
  public void compact() {
    run(requests.store()::compact);
  }

  /** Ends all watches the way a server does at their timeout: the stream just ends. */
  public void dropWatches() {
    run(requests::dropWatches);
  }

  /** Sends a bookmark now to all watches that take any. */
  public void bookmark() {
    run(requests::bookmark);
  }

  /** Lets faults come before each answer from now on; {@link Faults#NONE} ends them. */
  public void faults(Faults faults) {
    run(() -> requests.faults(faults));
  }

  /** Ends it for good, and deletes its files. May be called more than once. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      if (ownsVertx) {
        await(vertx.close());
      } else if (!server.undeployed()) {
        await(vertx.undeploy(server.deploymentID()));
      }
      files.delete();
    }
  }

  /** What answers the requests; to be used on the {@link #server()}'s context only. */
  ApiRequests requests() {
    return requests;
  }

  ApiServer server() {
    return server;
  }

  Vertx vertx() {
    return vertx;
  }

  InstantSource clock() {
    return clock;
  }

  /** Runs work on the server's context and waits for its outcome. */
  <T> T call(Supplier<Future<T>> work) {
    Promise<T> outcome = Promise.promise();
    server
        .context()
        .runOnContext(now ->
            Future.future((Promise<T> done) -> work.get().onComplete(done)).onComplete(outcome));
    return await(outcome.future());
  }

  private static KubernetesApi start(Vertx vertx, boolean ownsVertx, KubernetesApiOptions options) {
    CredentialFiles files = CredentialFiles.create();
    try {
      KubernetesApi api = new KubernetesApi(vertx, ownsVertx, options, files);
      await(vertx.deployVerticle(api.server));
      return api;
    } catch (RuntimeException failed) {
      files.delete();
      if (ownsVertx) {
        await(vertx.close());
      }
      throw failed;
    }
  }

  private void run(Runnable work) {
    call(() -> {
      work.run();
      return Future.succeededFuture();
    });
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      throw new IllegalStateException(
          "Kubernetes API: no outcome within " + PATIENCE_SECONDS + " s", late);
    }
  }
}
