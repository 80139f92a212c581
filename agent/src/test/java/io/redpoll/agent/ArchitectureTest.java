package io.redpoll.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The borders of the agent's rooms. */
@AnalyzeClasses(packages = "io.redpoll", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String ROOT = "io.redpoll.agent";

  @ArchTest
  static final ArchRule roomsDoNotKnowTheLauncher = noClasses()
      .that()
      .resideInAnyPackage(ROOT + ".http..", ROOT + ".metrics..", ROOT + ".command..")
      .should()
      .dependOnClassesThat()
      .resideInAPackage(ROOT);

  @ArchTest
  static final ArchRule metricsKnowNoOtherRoom = noClasses()
      .that()
      .resideInAPackage(ROOT + ".metrics..")
      .should()
      .dependOnClassesThat()
      .resideInAnyPackage(ROOT + ".http..", ROOT + ".command..", "io.vertx..", "com.hazelcast..");

  @ArchTest
  static final ArchRule theAdminPortKnowsNoClusterManager = noClasses()
      .that()
      .resideInAPackage(ROOT + ".http..")
      .should()
      .dependOnClassesThat()
      .resideInAnyPackage(ROOT + ".command..", "com.hazelcast..", "io.micrometer..");

  @ArchTest
  static final ArchRule commandsAskFromOutside = noClasses()
      .that()
      .resideInAPackage(ROOT + ".command..")
      .should()
      .dependOnClassesThat()
      .resideInAnyPackage(ROOT + ".http..", ROOT + ".metrics..", "com.hazelcast..");

  @ArchTest
  static final ArchRule onlyOneRoomKnowsMicrometer = noClasses()
      .that()
      .resideOutsideOfPackage(ROOT + ".metrics..")
      .should()
      .dependOnClassesThat()
      .resideInAnyPackage("io.micrometer..", "io.prometheus..");
}
