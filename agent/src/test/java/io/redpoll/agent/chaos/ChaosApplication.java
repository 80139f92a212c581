package io.redpoll.agent.chaos;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.redpoll.agent.AgentCluster;
import io.redpoll.agent.AgentOptions;
import io.redpoll.endpoint.ServiceId;
import io.redpoll.event.HealthEvents;
import io.redpoll.handle.RedisHandle;
import io.redpoll.handle.RedisHandleOptions;
import io.redpoll.registry.ServiceRecord;
import io.redpoll.registry.SnapshotJson;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.servicediscovery.Record;
import io.vertx.servicediscovery.ServiceDiscovery;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * An application under chaos, as a process: it counts through a handle of every Service, listens to all events, and keeps an
 * account. It takes its name, its options and the Services, prints {@code {"ready":true}}, and obeys {@code stop}, which ends the
 * load, and {@code report}, which prints the account and the records.
 */
public final class ChaosApplication {

  /** So long that a busy machine does not make a command fail. */
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private final Vertx vertx;
  private final ServiceDiscovery discovery;
  private final Account account = new Account();
  private final List<Counter> counters = new ArrayList<>();

  private ChaosApplication(Vertx vertx) {
    this.vertx = vertx;
    this.discovery = ServiceDiscovery.create(vertx);
  }

  /** Runs until its standard input ends. */
  public static void main(String[] args) throws Exception {
    PrintStream answers = System.out;
    // For answers alone: what is logged goes where errors go.
    System.setOut(System.err);
    AgentOptions options = new AgentOptions(new JsonObject(args[1]));
    Vertx vertx = AgentCluster.joinAsApplication(
            options, new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(2))
        .await(120, SECONDS);
    ChaosApplication application = new ChaosApplication(vertx);
    HealthEvents.subscribe(vertx, application.account).await(120, SECONDS);
    for (String service : args[2].split(",", -1)) {
      application.count(args[0], service);
    }
    answers.println("{\"ready\":true}");
    application.obey(answers);
    System.exit(0);
  }

  private void count(String name, String service) {
    RedisHandle handle = RedisHandle.create(
        vertx, discovery, new RedisHandleOptions().setService(service).setDeadline(DEADLINE));
    Counter counter =
        new Counter(vertx, handle, account, ServiceId.parse(service), "count:" + name);
    counters.add(counter);
    counter.start();
  }

  private void obey(PrintStream answers) throws Exception {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.equals("stop")) {
        for (Counter counter : counters) {
          counter.stop().await(60, SECONDS);
        }
        answers.println("{\"stopped\":true}");
      } else {
        answers.println(report().encode());
      }
    }
  }

  private JsonObject report() {
    JsonArray counts = new JsonArray();
    for (Counter counter : counters) {
      counts.add(counter.report());
    }
    List<Record> own = records();
    JsonArray records = new JsonArray();
    JsonArray registrations = new JsonArray();
    for (Record record : own) {
      registrations.add(record.getRegistration());
      if (ServiceRecord.isServiceRecord(record)) {
        records.add(SnapshotJson.encode(ServiceRecord.snapshot(record)));
      }
    }
    return account
        .report()
        .put("records", records)
        .put("registrations", registrations)
        .put("counts", counts);
  }

  /** Redpoll's; none while it is cut off from all who hold them. */
  private List<Record> records() {
    try {
      return discovery
          .getRecords(record -> ServiceRecord.service(record).isPresent(), true)
          .await(60, SECONDS);
    } catch (Exception e) {
      System.err.println("no records: " + e);
      return List.of();
    }
  }
}
