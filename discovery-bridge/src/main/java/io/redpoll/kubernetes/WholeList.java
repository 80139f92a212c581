package io.redpoll.kubernetes;

import io.redpoll.kubernetes.ApiFailure.Kind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * One list of a whole collection. The newest state is asked for page by page, since the server then reads its database;
 * any other comes from its cache in one piece. It belongs to the context of its reflector.
 */
final class WholeList<T> {

  private static final int PAGE = 500;

  private final ApiCollection<T> collection;
  private final ApiClient api;
  private final Pace pace;
  private final BiConsumer<ObjectKey, Fault> complaints;
  private final List<Listing<T>> pages = new ArrayList<>();
  private final Promise<Listing<T>> whole = Promise.promise();
  private String version = "";
  private int limit;
  private ApiCall call;

  WholeList(
      ApiCollection<T> collection,
      ApiClient api,
      Pace pace,
      BiConsumer<ObjectKey, Fault> complaints) {
    this.collection = collection;
    this.api = api;
    this.pace = pace;
    this.complaints = complaints;
  }

  /**
   * The list, after its last page came in; fails with an {@link ApiFailure}.
   *
   * @param asked how old it may be at most; empty for the newest
   */
  Future<Listing<T>> read(String asked) {
    version = asked;
    limit = asked.isEmpty() ? PAGE : 0;
    page("");
    return whole.future();
  }

  /** Ends it: it never completes. */
  void cancel() {
    call.cancel();
  }

  private void page(String token) {
    ListReader<T> reader = new ListReader<>(collection, complaints);
    call = api.open(collection.list(version, limit, token), () -> {}, reader::feed);
    call.ended()
        .map(end -> reader.finish())
        .map(listing -> took(token, listing, reader.next()))
        .onFailure(cause -> failed(token, cause));
  }

  private Void took(String token, Listing<T> page, String next) {
    pages.add(page);
    if (next.isEmpty()) {
      whole.complete(Listing.of(pages));
    } else if (next.equals(token)) {
      throw new ApiFailure(Kind.BAD_ANSWER, "answers page after page with the same continue token");
    } else {
      pace.request(() -> page(next));
    }
    return null;
  }

  /** Pages of a version that is forgotten by now do not fit together: then all of it in one piece. */
  private void failed(String token, Throwable cause) {
    boolean expired = cause instanceof ApiFailure failure && failure.kind() == Kind.EXPIRED;
    if (expired && !token.isEmpty()) {
      pages.clear();
      limit = 0;
      pace.request(() -> page(""));
    } else {
      whole.fail(cause);
    }
  }
}
