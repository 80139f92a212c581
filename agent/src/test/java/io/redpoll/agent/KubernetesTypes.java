package io.redpoll.agent;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;

/**
 * Checks an object against the Kubernetes OpenAPI types, as the official Java client has them: no unknown field, none missing
 * that is required, each value of its type. Those of the Prometheus operator are checked for unknown fields and types only, and for what
 * is required as far as the tests of the monitoring say. The classes are found by name, for none of them is known while this compiles.
 */
final class KubernetesTypes {

  private static final String MODELS = "io.kubernetes.client.openapi.models.";
  private static final String OPERATOR = "monitoring.coreos.com/";
  private static final String OPERATOR_MODELS = "com.coreos.monitoring.models.";

  private KubernetesTypes() {}

  /** What is wrong with {@code object}; empty if nothing is. */
  static Optional<String> objection(JsonObject object) {
    String version = object.getString("apiVersion").replaceFirst(".*/", "");
    boolean operators = object.getString("apiVersion").startsWith(OPERATOR);
    String type = (operators ? OPERATOR_MODELS : MODELS)
        + version.substring(0, 1).toUpperCase(Locale.ROOT)
        + version.substring(1)
        + object.getString("kind");
    try {
      Class<?> model = Class.forName(type);
      JsonElement json = JsonParser.parseString(object.encode());
      if (!operators) {
        model.getMethod("validateJsonElement", JsonElement.class).invoke(null, json);
      }
      // The generated check takes a text for a number, and those of the operator have none.
      Gson gson = new GsonBuilder()
          .registerTypeAdapter(OffsetDateTime.class, new Times())
          .create();
      Object parsed = gson.fromJson(json, model);
      if (parsed == null) {
        return Optional.of("empty");
      }
      return operators ? lost(json, gson.toJsonTree(parsed)) : Optional.empty();
    } catch (ClassNotFoundException e) {
      return Optional.of("no such type in the Kubernetes API: " + object.getString("apiVersion")
          + " " + object.getString("kind"));
    } catch (InvocationTargetException e) {
      return Optional.of(String.valueOf(e.getCause().getMessage()));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(type + " is not as expected", e);
    } catch (RuntimeException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** What a type does not have is lost on the way there and back. */
  private static Optional<String> lost(JsonElement json, JsonElement back) {
    JsonElement spec = back.getAsJsonObject().get("spec");
    return json.getAsJsonObject().get("spec").equals(spec)
        ? Optional.empty()
        : Optional.of("spec: unknown fields or values of another type (known of it: " + spec + ")");
  }

  /** Only so that Gson does not look into the JDK's class. */
  private static final class Times extends TypeAdapter<OffsetDateTime> {
    @Override
    public OffsetDateTime read(JsonReader in) throws IOException {
      return OffsetDateTime.parse(in.nextString());
    }

    @Override
    public void write(JsonWriter out, OffsetDateTime value) throws IOException {
      out.value(String.valueOf(value));
    }
  }
}
