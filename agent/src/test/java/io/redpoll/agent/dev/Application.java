package io.redpoll.agent.dev;

import io.redpoll.endpoint.ServiceId;
import io.redpoll.handle.RedisHandle;
import io.redpoll.handle.RedisHandleOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisAPI;
import io.vertx.servicediscovery.ServiceDiscovery;
import java.util.List;

/**
 * An application that uses Redis for what people use it for, through handles: it knows two Services by name, and no
 * address. Belongs to the event loop on which it was made.
 */
final class Application {

  private static final int PAGES = 32;
  private static final int PLAYERS = 20;

  private final Vertx vertx;
  private final ServiceId cacheService;
  private final ServiceId sessionService;
  private final Redis cache;
  private final Redis session;
  private final NewsReader news;
  private final List<Work> works;

  Application(
      Vertx vertx,
      ServiceDiscovery discovery,
      ServiceId cacheService,
      ServiceId sessionService,
      Tally tally) {
    this.vertx = vertx;
    this.cacheService = cacheService;
    this.sessionService = sessionService;
    this.cache = new CountingRedis(handle(discovery, cacheService), tally);
    this.session = new CountingRedis(handle(discovery, sessionService), tally);
    this.news = new NewsReader(vertx, session);
    this.works = works(RedisAPI.api(cache), RedisAPI.api(session));
  }

  private Redis handle(ServiceDiscovery discovery, ServiceId service) {
    return RedisHandle.create(
        vertx, discovery, new RedisHandleOptions().setService(service.toString()));
  }

  void start() {
    news.start();
    works.forEach(Work::start);
  }

  Future<Void> close() {
    works.forEach(Work::stop);
    return Future.join(news.stop(), cache.close(), session.close()).mapEmpty();
  }

  List<Work> works() {
    return works;
  }

  private List<Work> works(RedisAPI shards, RedisAPI replicated) {
    return List.of(
        new Work(vertx, "cache entry", cacheService, n -> cacheEntry(shards, n)),
        new Work(vertx, "leaderboard", cacheService, n -> leaderboard(shards, n)),
        new Work(vertx, "session", sessionService, n -> session(replicated, n)),
        new Work(vertx, "queue: push", sessionService, n -> push(replicated, n)),
        new Work(vertx, "queue: pop", sessionService, n -> pop(replicated)),
        new Work(vertx, "timer", sessionService, n -> timer(replicated, n)),
        new Work(vertx, "news", sessionService, n -> news(replicated, n)));
  }

  private static Future<?> cacheEntry(RedisAPI redis, long n) {
    String key = "page:" + n % PAGES;
    String value = "rendered in round " + n;
    return redis
        .setex(key, "60", value)
        .compose(stored -> redis.get(key))
        .compose(found -> found != null && value.equals(found.toString())
            ? Future.succeededFuture()
            : Future.failedFuture("read " + found + " (expected: " + value + ")"));
  }

  private static Future<?> leaderboard(RedisAPI redis, long n) {
    return redis
        .zincrby("board", "1", "player-" + n % PLAYERS)
        .compose(points -> redis.zrange(List.of("board", "0", "2", "REV", "WITHSCORES")));
  }

  private static Future<?> session(RedisAPI redis, long n) {
    String key = "session:" + n % PAGES;
    return redis
        .hset(List.of(key, "user", "user-" + n % PAGES, "visits", Long.toString(n)))
        .compose(stored -> redis.expire(List.of(key, "1800")))
        .compose(kept -> redis.hgetall(key));
  }

  private static Future<?> push(RedisAPI redis, long n) {
    return redis.lpush(List.of("jobs", "job-" + n));
  }

  private static Future<?> pop(RedisAPI redis) {
    return redis.brpop(List.of("jobs", "1"));
  }

  /** Sets a timer that is due in a moment, and takes those that are due. */
  private static Future<?> timer(RedisAPI redis, long n) {
    String now = Long.toString(System.currentTimeMillis());
    String due = Long.toString(System.currentTimeMillis() + 50);
    return redis
        .zadd(List.of("timers", due, "wake-" + n))
        .compose(set -> redis.zrange(List.of("timers", "-inf", now, "BYSCORE")))
        .compose(awake -> redis.zremrangebyscore("timers", "-inf", now));
  }

  private Future<?> news(RedisAPI redis, long n) {
    return redis.publish("news", "headline " + n);
  }
}
