package io.redpoll.kubernetes;

import io.redpoll.kubernetes.ApiFailure.Kind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.function.Consumer;

/** One request to the API server, from the token to the last byte. It belongs to the context of its source. */
final class ApiCall {

  /** Enough for any Status. */
  private static final int MAX_ERROR_BYTES = 64 << 10;

  private final ApiClient api;
  private final ApiRequest what;
  private final Runnable opened;
  private final Consumer<Buffer> chunks;
  private final Promise<Void> ended = Promise.promise();
  private final Turn turn;
  private HttpClientRequest request;
  private boolean over;
  private boolean retried;

  ApiCall(ApiClient api, ApiRequest what, Runnable opened, Consumer<Buffer> chunks) {
    this.api = api;
    this.what = what;
    this.opened = opened;
    this.chunks = chunks;
    this.turn = new Turn(api.nanoTime());
  }

  void begin() {
    api.request(what).compose(this::send).onComplete(this::answered, this::fail);
  }

  /** Completes when the answer was handed on, or fails with an {@link ApiFailure}; never after {@link #cancel()}. */
  Future<Void> ended() {
    return ended.future();
  }

  /** From now on the answer may stay silent for so long. */
  void patience(Duration silence) {
    if (!over) {
      request.idleTimeout(silence.toMillis());
    }
  }

  /** Ends the call: nothing more comes of it. */
  void cancel() {
    over = true;
    hangUp();
  }

  private Future<HttpClientResponse> send(HttpClientRequest ready) {
    request = ready;
    // What fails before there is an answer fails the answer too.
    ready.exceptionHandler(told -> {});
    if (over) {
      hangUp();
    }
    return ready.send();
  }

  private void answered(HttpClientResponse response) {
    if (over) {
      return;
    }
    if (response.statusCode() == 200) {
      receive(response);
    } else if (response.statusCode() == 401 && !retried) {
      // The token may have been changed since it was read; it is read again now.
      retried = true;
      response.exceptionHandler(reset -> {});
      hangUp();
      begin();
    } else {
      refused(response);
    }
  }

  private void receive(HttpClientResponse response) {
    request.idleTimeout(what.silence().toMillis());
    response.exceptionHandler(cause -> fail(broken(cause)));
    response.endHandler(end -> complete());
    response.handler(chunk -> {
      hand(chunk);
      turn.took(response);
    });
    opened.run();
  }

  private void hand(Buffer chunk) {
    if (over) {
      return;
    }
    try {
      chunks.accept(chunk);
    } catch (RuntimeException failure) {
      fail(failure instanceof ApiFailure ? failure : Defect.of(failure));
    }
  }

  private void refused(HttpClientResponse response) {
    Buffer body = Buffer.buffer();
    response.exceptionHandler(cause -> refused(response, body));
    response.endHandler(end -> refused(response, body));
    response.handler(chunk -> {
      body.appendBuffer(chunk);
      if (body.length() > MAX_ERROR_BYTES) {
        refused(response, body);
      }
    });
  }

  private void refused(HttpClientResponse response, Buffer body) {
    if (response.statusCode() == 401) {
      fail(api.unauthorized());
      return;
    }
    String retryAfter = response.headers().get("Retry-After");
    ApiFailure failure = ApiErrors.ofStatus(response.statusCode(), status(body), what);
    fail(retryAfter == null ? failure : ApiErrors.withRetryAfter(failure, retryAfter));
  }

  /** What a proxy on the way says is no JSON: then the number alone must do. */
  private static JsonObject status(Buffer body) {
    try {
      return new JsonObject(body);
    } catch (DecodeException | ClassCastException e) {
      return new JsonObject();
    }
  }

  private ApiFailure broken(Throwable cause) {
    return new ApiFailure(Kind.BROKEN, api.failure(cause).getMessage());
  }

  private void complete() {
    if (!over) {
      over = true;
      ended.complete();
    }
  }

  private void fail(Throwable cause) {
    if (!over) {
      over = true;
      ended.fail(api.failure(cause));
      hangUp();
    }
  }

  private void hangUp() {
    if (request != null) {
      // Of a request that is over already there is nothing to end, which is all that can fail here.
      request.reset().onComplete(done -> {});
    }
  }
}
