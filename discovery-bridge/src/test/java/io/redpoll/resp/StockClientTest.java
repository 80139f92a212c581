package io.redpoll.resp;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.CommandImpl;
import io.vertx.redis.client.impl.RequestImpl;
import io.vertx.redis.client.impl.types.BooleanType;
import io.vertx.redis.client.impl.types.ErrorType;
import io.vertx.redis.client.impl.types.Multi;
import io.vertx.redis.client.impl.types.MultiType;
import io.vertx.redis.client.impl.types.NumberType;
import io.vertx.redis.client.impl.types.PushType;
import io.vertx.redis.client.impl.types.SimpleStringType;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What Redpoll needs of the inside of the stock client. If this fails, Vert.x changed it: see {@link StockClient}. */
class StockClientTest {

  private static final String INSIDE = "io.vertx.redis.client.impl";

  private static final JavaClasses ROOM = new ClassFileImporter()
      .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
      .importPackages("io.redpoll");

  @Test
  void oneClassTouchesTheInside() {
    assertThat(ROOM.stream()
            .filter(type -> type.getDirectDependenciesFromSelf().stream()
                .map(Dependency::getTargetClass)
                .anyMatch(target -> target.getPackageName().startsWith(INSIDE)))
            .map(JavaClass::getSimpleName))
        .containsExactly("StockClient");
  }

  @Test
  void itsMembersAreTheseAndNoOthers() {
    assertThat(ROOM.get(StockClient.class).getAccessesFromSelf().stream()
            .map(JavaAccess::getTarget)
            .filter(target -> target.getOwner().getPackageName().startsWith(INSIDE))
            .map(target -> target.getOwner().getSimpleName() + "." + target.getName())
            .distinct())
        .containsExactlyInAnyOrder(
            "RequestImpl.getArgs",
            "CommandImpl.getBytes",
            "SimpleStringType.OK",
            "SimpleStringType.create",
            "ErrorType.create",
            "NumberType.create",
            "BooleanType.TRUE",
            "BooleanType.FALSE",
            "MultiType.EMPTY_MULTI",
            "MultiType.EMPTY_MAP",
            "MultiType.create",
            "PushType.create",
            "Multi.add");
  }

  @Test
  void theyAreStillThere() throws Exception {
    assertThat(RequestImpl.class.getMethod("getArgs").getReturnType()).isEqualTo(List.class);
    assertThat(CommandImpl.class.getMethod("getBytes").getReturnType()).isEqualTo(byte[].class);
    assertThat(SimpleStringType.class.getField("OK").getType()).isEqualTo(SimpleStringType.class);
    assertThat(SimpleStringType.class.getMethod("create", String.class)).isNotNull();
    assertThat(ErrorType.class.getMethod("create", String.class)).isNotNull();
    assertThat(NumberType.class.getMethod("create", Number.class)).isNotNull();
    assertThat(BooleanType.class.getField("TRUE").getType()).isEqualTo(BooleanType.class);
    assertThat(BooleanType.class.getField("FALSE").getType()).isEqualTo(BooleanType.class);
    assertThat(MultiType.class.getField("EMPTY_MULTI").getType()).isEqualTo(MultiType.class);
    assertThat(MultiType.class.getField("EMPTY_MAP").getType()).isEqualTo(MultiType.class);
    assertThat(MultiType.class.getMethod("create", long.class, boolean.class)).isNotNull();
    assertThat(PushType.class.getMethod("create", long.class)).isNotNull();
    assertThat(Multi.class.getMethod("add", Response.class)).isNotNull();
  }

  @Test
  void theyMeanWhatTheyMeant() {
    Request request = Request.cmd(Command.GET).arg("k");
    assertThat(StockClient.encodedName(Command.GET)).asString().isEqualTo("$3\r\nget\r\n");
    assertThat(StockClient.arguments(request)).hasSize(1);
    assertThat(StockClient.error("ERR no")).isInstanceOf(Throwable.class);
    assertThat(StockClient.array(new Response[] {null}).get(0)).isNull();
    assertThat(StockClient.map(StockClient.number(1), null).getKeys()).containsExactly("1");
    assertThat(request.command()).as("its identity is a key").isSameAs(Command.GET);
  }
}
