package io.redpoll.kubernetes;

import static io.redpoll.kubernetes.SliceJson.slice;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.EndpointUpdate;
import io.redpoll.endpoint.ServiceEndpoints;
import io.redpoll.endpoint.ServiceId;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Slices and pods with anything in them: skipped one by one and counted, while all else goes on. */
@Timeout(value = 1, unit = TimeUnit.HOURS) // The long form.
class SliceFuzzTest {

  private static final long SEED = Long.getLong("redpoll.fuzz.seed", 20261123L);
  private static final int INPUTS = Integer.getInteger("redpoll.fuzz.inputs", 120_000);
  private static final ServiceId GOOD = new ServiceId("shop", "good");

  private static final List<Object> STRANGE = List.of(
      "",
      " ",
      "x".repeat(100_000),
      "\u0000\u001b[31m\u202e\r\nevil",
      "../../etc/passwd",
      "\ud800",
      "10.0.0.256",
      "::ffff:10.0.0.1",
      "fe80::1%eth0",
      "localhost",
      "example.org",
      "redis",
      "true",
      "IPv6",
      "FQDN",
      "9".repeat(400),
      -1,
      0,
      70_000,
      6379,
      Long.MAX_VALUE,
      1e300,
      0.5,
      true,
      new JsonObject(),
      new JsonArray(),
      new JsonArray().add(new JsonArray().add(new JsonArray())),
      new JsonObject().put("kind", "Pod").put("name", "p").put("uid", "u0"));

  private final Random random = new Random(SEED);
  private final SliceStore store = new SliceStore(true);
  private final Map<Fault.Reason, Integer> skipped = new EnumMap<>(Fault.Reason.class);
  private int faulty;

  @Test
  void anySliceIsReadOrSkippedAndTheOthersGoOn() {
    store.put(slice("good", "good").redis().pod("good-0", "g0", "10.9.9.9").read());
    store.drain();
    for (int input = 0; input < INPUTS; input++) {
      JsonObject json = input % 8 == 0 ? podJson(input) : sliceJson(input);
      for (int i = random.nextInt(4); i >= 0; i--) {
        mutate(json);
      }
      try {
        feed(json, input % 8 == 0);
        store.drain().forEach(update -> check(update));
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + SEED + ", input " + input + ": " + brief(json), e);
      }
    }
    assertThat(store.reset().services())
        .anySatisfy(service -> assertThat(service.service()).isEqualTo(GOOD));
    assertThat(skipped.values().stream().mapToInt(Integer::intValue).sum())
        .isEqualTo(faulty)
        .isPositive();
    assertThat(skipped)
        .containsKeys(
            Fault.Reason.METADATA,
            Fault.Reason.ADDRESS_TYPE,
            Fault.Reason.SERVICE_NAME,
            Fault.Reason.SHAPE,
            Fault.Reason.PORT,
            Fault.Reason.ADDRESS,
            Fault.Reason.POD,
            Fault.Reason.DUPLICATE);
  }

  @Test
  void anyBytesInAListAreReadOrRefusedWhole() {
    ApiCollection<Slice> slices = ApiCollection.slices("", Optional.empty());
    int refused = 0;
    for (int input = 0; input < INPUTS / 10; input++) {
      Buffer bytes = Buffer.buffer(list(input).encode());
      for (int i = random.nextInt(6); i > 0; i--) {
        bytes.setByte(random.nextInt(bytes.length()), (byte) random.nextInt(256));
      }
      ListReader<Slice> reader = new ListReader<>(slices, (key, fault) -> {});
      try {
        int cut = random.nextInt(bytes.length());
        reader.feed(bytes.getBuffer(0, cut));
        reader.feed(bytes.getBuffer(cut, bytes.length()));
        reader.finish();
      } catch (ApiFailure expected) {
        refused++;
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + SEED + ", input " + input + ": " + bytes, e);
      }
    }
    assertThat(refused).isPositive().isLessThan(INPUTS / 10);
  }

  private JsonObject sliceJson(int version) {
    SliceJson slice = slice("s" + random.nextInt(20), "slice-" + random.nextInt(40))
        .version(version + 2L)
        .redis()
        .port("metrics", 9121);
    for (int i = random.nextInt(4); i >= 0; i--) {
      slice.pod("redis-" + i, "u" + i, "10.0.0." + (i + 1));
    }
    if (random.nextInt(4) == 0) {
      slice.label("redpoll.io/topology", "sharded").label("redpoll.io/port", "redis");
    }
    return slice.json();
  }

  private JsonObject podJson(int version) {
    int ordinal = random.nextInt(6);
    return PodJson.pod("redis-" + ordinal, "u" + ordinal, "10.0.0." + (ordinal + 1))
        .version(version + 2L)
        .label("app", "s" + random.nextInt(20))
        .port("redis", 6379)
        .json();
  }

  private JsonObject list(int version) {
    return new JsonObject()
        .put("kind", "EndpointSliceList")
        .put("metadata", new JsonObject().put("resourceVersion", "9"))
        .put("items", new JsonArray().add(sliceJson(version)).add(sliceJson(version)));
  }

  /** Puts something strange at a place that is chosen by chance, or takes away or doubles what is there. */
  private void mutate(JsonObject root) {
    Object node = root;
    while (true) {
      List<Object> below = children(node);
      if (below.isEmpty() || random.nextInt(4) == 0) {
        break;
      }
      node = below.get(random.nextInt(below.size()));
    }
    if (node instanceof JsonObject object) {
      mutateObject(object);
    } else if (node instanceof JsonArray array) {
      mutateArray(array);
    }
  }

  private void mutateObject(JsonObject object) {
    List<String> names = new ArrayList<>(object.fieldNames());
    String name = names.isEmpty() || random.nextInt(10) == 0
        ? String.valueOf(strange())
        : names.get(random.nextInt(names.size()));
    if (random.nextInt(4) == 0) {
      object.remove(name);
    } else {
      object.put(name, random.nextInt(10) == 0 ? null : strange());
    }
  }

  private void mutateArray(JsonArray array) {
    int size = array.size();
    if (size > 0 && random.nextInt(3) == 0) {
      array.remove(random.nextInt(size));
    } else if (size > 0 && random.nextInt(2) == 0) {
      Object one = array.getValue(random.nextInt(size));
      array.add(one instanceof JsonObject json ? json.copy() : one);
    } else {
      array.add(strange());
    }
  }

  private Object strange() {
    Object one = STRANGE.get(random.nextInt(STRANGE.size()));
    if (one instanceof JsonObject json) {
      return json.copy();
    }
    return one instanceof JsonArray array ? array.copy() : one;
  }

  private static List<Object> children(Object node) {
    List<Object> children = new ArrayList<>();
    if (node instanceof JsonObject object) {
      object.fieldNames().forEach(name -> children.add(object.getValue(name)));
    } else if (node instanceof JsonArray array) {
      array.forEach(children::add);
    }
    children.removeIf(child -> !(child instanceof JsonObject || child instanceof JsonArray));
    return children;
  }

  private void feed(JsonObject json, boolean pod) {
    Reading<Slice> reading = pod ? PodReader.read(json) : SliceReader.read(json);
    reading.applyTo(new Reading.Target<>() {
      @Override
      public void read(Slice slice) {
        slice.faults().forEach(fault -> count(fault));
        if (pod) {
          store.putPod(slice);
        } else {
          store.put(slice);
        }
      }

      @Override
      public void foreign(ObjectKey key) {
        if (pod) {
          store.removePod(key);
        } else {
          store.remove(key);
        }
      }

      @Override
      public void malformed(ObjectKey key, Fault fault) {
        count(fault);
      }
    });
  }

  private void count(Fault fault) {
    faulty++;
    skipped.merge(fault.reason(), 1, Integer::sum);
    assertPrintable(fault.message());
  }

  private void check(EndpointUpdate update) {
    update.applyTo(new EndpointUpdate.Target() {
      @Override
      public void reset(List<ServiceEndpoints> services) {
        throw new AssertionError("a reset");
      }

      @Override
      public void upsert(ServiceEndpoints service) {
        assertPrintable(service.service().toString());
        assertThat(service.service()).isNotEqualTo(GOOD);
        service.problems().forEach(SliceFuzzTest::assertPrintable);
        assertPrintable(service.settings().credentials());
        service.endpoints().forEach(SliceFuzzTest::checkEndpoint);
        assertThat(service.endpoints().stream().map(Endpoint::id).distinct().count())
            .isEqualTo(service.endpoints().size());
      }

      @Override
      public void remove(ServiceId service) {
        assertThat(service).isNotEqualTo(GOOD);
      }
    });
  }

  private static void checkEndpoint(Endpoint endpoint) {
    String host = endpoint.address().host();
    assertThat(IpAddress.isValid(host, false) || IpAddress.isValid(host, true)).isTrue();
    assertThat(endpoint.address().port()).isBetween(1, 65_535);
    assertPrintable(endpoint.toString());
  }

  /** Fit for a log line, and not as large as what was fed. */
  private static void assertPrintable(String text) {
    assertThat(text.length()).isLessThan(3_000);
    assertThat(Printable.of(text, 3_000)).isEqualTo(text);
  }

  private static String brief(JsonObject json) {
    String text = json.encode();
    return text.substring(0, Math.min(text.length(), 2_000));
  }
}
