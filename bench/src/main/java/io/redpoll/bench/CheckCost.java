package io.redpoll.bench;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.EndpointConditions;
import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.HostAndPort;
import io.redpoll.endpoint.ServiceEndpoints;
import io.redpoll.endpoint.ServiceId;
import io.redpoll.endpoint.ServiceSettings;
import io.redpoll.health.HealthPolicy;
import io.redpoll.health.Judge;
import io.redpoll.health.Ownership;
import io.redpoll.probe.ProbeOptions;
import io.redpoll.probe.ProbeTarget;
import io.redpoll.probe.Prober;
import io.redpoll.testkit.redis.Addressing;
import io.redpoll.testkit.redis.RedisServer;
import io.redpoll.testkit.redis.RedisServerOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.lang.management.ManagementFactory;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What it costs to check 1,000 endpoints each second and to judge what was seen: the processor time of this JVM, collections
 * and compiler included. A few Redis processes that listen on every address of the machine stand for all of them.
 */
final class CheckCost {

  private static final int ENDPOINTS = 1_000;
  private static final int SERVERS = 4;
  private static final int PODS = 5;
  private static final double NANOS = 1e9;

  private final HealthBench.Plan plan;
  private final Recorder recorder;
  private final AtomicInteger checks = new AtomicInteger();

  CheckCost(HealthBench.Plan plan, Recorder recorder) {
    this.plan = plan;
    this.recorder = recorder;
  }

  void run() throws Exception {
    List<RedisServer> servers = new ArrayList<>();
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    try {
      for (int i = 0; i < SERVERS; i++) {
        servers.add(RedisServer.start(RedisServerOptions.DEFAULT
            .withAddressing(Addressing.OWN_PORT)
            .withArgs(List.of("--bind", "0.0.0.0"))));
      }
      Future<Prober> prober = check(vertx, services(servers));
      Thread.sleep(TimeUnit.SECONDS.toMillis(plan.costSeconds()));
      measure();
      prober.compose(Prober::stop).await(20, TimeUnit.SECONDS);
    } finally {
      vertx.close().await(20, TimeUnit.SECONDS);
      servers.forEach(RedisServer::close);
    }
  }

  private Future<Prober> check(Vertx vertx, List<ServiceEndpoints> services) {
    Promise<Prober> started = Promise.promise();
    vertx.getOrCreateContext().runOnContext(start -> {
      InstantSource clock = InstantSource.system();
      Judge judge = new Judge(
          Ownership.alone("bench"), HealthPolicy.DEFAULT, clock, verdict -> {}, question -> {});
      services.forEach(judge::update);
      Prober prober = new Prober(
          vertx, ProbeOptions.of("bench"), name -> Optional.empty(), clock, observation -> {
            checks.incrementAndGet();
            judge.observe(observation);
          });
      vertx.setPeriodic(1_000, tick -> judge.tick());
      prober.update(ProbeTarget.of(services));
      started.complete(prober);
    });
    return started.future();
  }

  private void measure() throws InterruptedException {
    long began = System.nanoTime();
    long cpu = cpu();
    int checked = checks.get();
    Thread.sleep(TimeUnit.SECONDS.toMillis(plan.costSeconds()));
    double seconds = (System.nanoTime() - began) / NANOS;
    double used = (cpu() - cpu) / NANOS;
    int made = checks.get() - checked;
    add("processor", "% of a core", used / seconds * 100);
    add("checks", "per s", made / seconds);
  }

  private void add(String metric, String unit, double value) {
    recorder.add(new Measurement(
        HealthBench.setting(ENDPOINTS + " endpoints checked each second"),
        HealthBench.SUBJECT,
        metric,
        unit,
        "1",
        value));
  }

  private static long cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static List<ServiceEndpoints> services(List<RedisServer> servers) {
    List<ServiceEndpoints> services = new ArrayList<>();
    for (int s = 0; s < ENDPOINTS / PODS; s++) {
      ServiceId service = new ServiceId("bench", "service-" + s);
      List<Endpoint> endpoints = new ArrayList<>();
      for (int p = 0; p < PODS; p++) {
        RedisServer server = servers.get(p % SERVERS);
        String pod = service.name() + "-" + p;
        endpoints.add(new Endpoint(
            EndpointId.ofPod("bench", "uid-" + pod, server.port()),
            pod,
            pod,
            new HostAndPort("127.11." + s + "." + (p + 1), server.port()),
            "node",
            "zone",
            EndpointConditions.READY));
      }
      services.add(new ServiceEndpoints(service, ServiceSettings.DEFAULT, endpoints, List.of()));
    }
    return services;
  }
}
