package io.redpoll;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaModifier.SYNCHRONIZED;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;

/** The borders of the rooms (section 4 of the design): who may touch what. */
@AnalyzeClasses(packages = "io.redpoll", importOptions = ArchitectureTest.OnlyTheLibrary.class)
class ArchitectureTest {

  /** Neither the tests nor the testkit that lies beside it on the class path. */
  static final class OnlyTheLibrary implements ImportOption {
    private final ImportOption notTests = new DoNotIncludeTests();

    @Override
    public boolean includes(Location location) {
      return notTests.includes(location) && !location.contains("/testkit/");
    }
  }

  private static final String CORE = "io.vertx.core..";
  /** Lanes of a handle and connections belong to an event loop, and Vert.x has no public name for one. */
  private static final String NETTY = "io.netty..";

  private static final String REDIS = "io.vertx.redis..";
  private static final String DISCOVERY = "io.vertx.servicediscovery..";

  @ArchTest
  static final ArchRule endpointKnowsNothingButTheJdk = room("endpoint", rooms());

  @ArchTest
  static final ArchRule ringKnowsNothingButTheJdk = room("ring", rooms());

  @ArchTest
  static final ArchRule healthIsPure = room("health", rooms("endpoint"));

  @ArchTest
  static final ArchRule kubernetesKnowsTheApiServer = room("kubernetes", rooms("endpoint"), CORE);

  @ArchTest
  static final ArchRule respKnowsRedisSockets = room("resp", rooms("endpoint"), CORE, REDIS, NETTY);

  @ArchTest
  static final ArchRule probeKnowsRedisThroughResp =
      room("probe", rooms("endpoint", "resp", "ring"), CORE, "io.vertx.redis.client");

  @ArchTest
  static final ArchRule registryKnowsTheRegistry =
      room("registry", rooms("endpoint"), CORE, DISCOVERY);

  @ArchTest
  static final ArchRule peerKnowsTheBus = room("peer", rooms("endpoint", "health", "event"), CORE);

  @ArchTest
  static final ArchRule eventKnowsTheBus =
      room("event", rooms("endpoint", "health", "registry"), CORE);

  @ArchTest
  static final ArchRule handleKnowsApps = room(
      "handle",
      rooms("endpoint", "registry", "event", "resp", "ring"),
      CORE,
      NETTY,
      "io.vertx.redis.client",
      DISCOVERY);

  @ArchTest
  static final ArchRule onlyRespTouchesTheInsidesOfTheStockClient = noClasses()
      .that()
      .resideOutsideOfPackage("io.redpoll.resp")
      .should()
      .dependOnClassesThat()
      .resideInAPackage("io.vertx.redis.client.impl..");

  @ArchTest
  static final ArchRule roomsHaveNoCycles =
      slices().matching("io.redpoll.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule nobodyLocks = noMethods().should().haveModifier(SYNCHRONIZED);

  @ArchTest
  static final ArchRule nobodyBlocks = noClasses()
      .should()
      .dependOnClassesThat(resideInAPackage("java.util.concurrent.locks.."))
      .orShould()
      .callMethod(Thread.class, "sleep", long.class);

  @ArchTest
  static final ArchRule roomsHaveNamesOfTheField = noClasses()
      .should()
      .resideInAnyPackage("..util..", "..common..", "..helper..", "..manager..", "..impl..");

  private static ArchRule room(String name, String[] rooms, String... foreign) {
    String[] packages = Stream.of(
            Stream.of("java..", "javax.net.ssl", "io.redpoll." + name),
            Stream.of(rooms),
            Stream.of(foreign))
        .flatMap(part -> part)
        .toArray(String[]::new);
    return classes()
        .that()
        .resideInAPackage("io.redpoll." + name)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(packages);
  }

  private static String[] rooms(String... names) {
    return Stream.of(names).map(name -> "io.redpoll." + name).toArray(String[]::new);
  }
}
