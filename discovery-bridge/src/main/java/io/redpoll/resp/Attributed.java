package io.redpoll.resp;

import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;

/**
 * A reply to which the server added attributes: the same reply, whose {@link Response#attributes} are not empty. Servers
 * add them only when asked to, so that this need not be fast.
 */
final class Attributed implements InvocationHandler {

  private final Map<String, Response> attributes;
  private final Response reply;

  private Attributed(Map<String, Response> attributes, Response reply) {
    this.attributes = Map.copyOf(attributes);
    this.reply = reply;
  }

  /** Nil has none, and an error must stay a throwable, so these stay as they are. */
  static Response with(Map<String, Response> attributes, Response reply) {
    attributes.values().removeIf(value -> value == null);
    if (reply == null || attributes.isEmpty() || reply.type() == ResponseType.ERROR) {
      return reply;
    }
    return (Response) Proxy.newProxyInstance(
        Response.class.getClassLoader(),
        new Class<?>[] {Response.class},
        new Attributed(attributes, reply));
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    if (method.getName().equals("attributes")) {
      return attributes;
    }
    if (method.getName().equals("equals")) {
      return proxy == arguments[0];
    }
    try {
      return method.invoke(reply, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
