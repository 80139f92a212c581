package io.redpoll.testkit;

import io.redpoll.testkit.kubernetes.KubernetesApi;
import io.redpoll.testkit.kubernetes.KubernetesApiOptions;
import io.redpoll.testkit.kubernetes.KubernetesCluster;
import io.redpoll.testkit.kubernetes.KubernetesClusterOptions;
import io.vertx.core.Vertx;
import java.lang.reflect.Method;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives each test method what it asks for by parameters, and closes it after: a {@link KubernetesCluster}, its {@link
 * KubernetesApi}, and a {@link Vertx} instance. A {@code @BeforeEach} or {@code @AfterEach} method gets the same ones as its
 * test method.
 *
 * <p>Needs JUnit 5.13 or later, whose stores close what they hold.
 */
public final class RedpollExtension implements ParameterResolver {

  private static final Namespace NAMESPACE = Namespace.create(RedpollExtension.class);
  private static final long PATIENCE_SECONDS = 30;

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    boolean known =
        type == KubernetesCluster.class || type == KubernetesApi.class || type == Vertx.class;
    return known
        && parameter.getDeclaringExecutable() instanceof Method
        && context.getTestMethod().isPresent();
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    if (type == Vertx.class) {
      return context
          .getStore(NAMESPACE)
          .getOrComputeIfAbsent(
              OwnVertx.class, absent -> new OwnVertx(Vertx.vertx()), OwnVertx.class)
          .vertx();
    }
    KubernetesCluster cluster = context
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(
            KubernetesCluster.class,
            absent -> KubernetesCluster.start(options(context)),
            KubernetesCluster.class);
    return type == KubernetesApi.class ? cluster.api() : cluster;
  }

  private static KubernetesClusterOptions options(ExtensionContext context) {
    // A nested test class is served as the class around it, unless it says otherwise.
    Class<?> asked = context.getRequiredTestClass();
    while (asked != null && !asked.isAnnotationPresent(RedpollTest.class)) {
      asked = asked.getEnclosingClass();
    }
    return KubernetesClusterOptions.DEFAULT.withApi(
        asked == null
            ? KubernetesApiOptions.DEFAULT
            : options(asked.getAnnotation(RedpollTest.class)));
  }

  private static KubernetesApiOptions options(RedpollTest asked) {
    KubernetesApiOptions api = KubernetesApiOptions.DEFAULT.withTls(asked.tls());
    return asked.token().isEmpty() ? api : api.withToken(asked.token());
  }

  /** A Vert.x instance that JUnit's store can close. */
  private record OwnVertx(Vertx vertx) implements AutoCloseable {

    @Override
    public void close() throws TimeoutException {
      vertx.close().await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
  }
}
