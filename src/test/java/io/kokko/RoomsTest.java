package io.kokko;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Keeps the rooms apart: each may use those below that ARCHITECTURE.md gives it, and no other. */
@AnalyzeClasses(packages = "io.kokko", importOptions = DoNotIncludeTests.class)
class RoomsTest {

  @ArchTest
  static final ArchRule EACH_ROOM_USES_ONLY_WHAT_IS_BELOW =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("message")
          .definedBy("io.kokko.message")
          .layer("settings")
          .definedBy("io.kokko.settings")
          .layer("telemetry")
          .definedBy("io.kokko.telemetry")
          .layer("serializer")
          .definedBy("io.kokko.serializer")
          .layer("pubsub")
          .definedBy("io.kokko.pubsub")
          .layer("token")
          .definedBy("io.kokko.token")
          .layer("limit")
          .definedBy("io.kokko.limit")
          .layer("cluster")
          .definedBy("io.kokko.cluster")
          .layer("store")
          .definedBy("io.kokko.store")
          .layer("channel")
          .definedBy("io.kokko.channel")
          .layer("stream")
          .definedBy("io.kokko.stream")
          .layer("presence")
          .definedBy("io.kokko.presence")
          .layer("socket")
          .definedBy("io.kokko.socket")
          .layer("loop")
          .definedBy("io.kokko.loop")
          .layer("transport")
          .definedBy("io.kokko.transport")
          .layer("endpoint")
          .definedBy("io.kokko.endpoint")
          .layer("tracing")
          .definedBy("io.kokko.tracing")
          .layer("dashboard")
          .definedBy("io.kokko.dashboard")
          .layer("metrics")
          .definedBy("io.kokko.metrics")
          .layer("testkit")
          .definedBy("io.kokko.testkit")
          .layer("shell")
          .definedBy("io.kokko.shell")
          .layer("hello")
          .definedBy("io.kokko.hello")
          .layer("cli")
          .definedBy("io.kokko.cli")
          .whereLayer("message")
          .mayNotAccessAnyLayer()
          .whereLayer("pubsub")
          .mayNotAccessAnyLayer()
          .whereLayer("settings")
          .mayOnlyAccessLayers("message")
          .whereLayer("telemetry")
          .mayOnlyAccessLayers("message", "settings")
          .whereLayer("tracing")
          .mayOnlyAccessLayers("message", "telemetry")
          .whereLayer("serializer")
          .mayOnlyAccessLayers("message")
          .whereLayer("token")
          .mayOnlyAccessLayers("message")
          .whereLayer("limit")
          .mayOnlyAccessLayers("message", "settings")
          .whereLayer("cluster")
          .mayOnlyAccessLayers("message", "settings", "pubsub", "telemetry")
          .whereLayer("store")
          .mayOnlyAccessLayers("message", "settings")
          .whereLayer("channel")
          .mayOnlyAccessLayers("message", "settings", "telemetry", "serializer", "pubsub")
          .whereLayer("stream")
          .mayOnlyAccessLayers(
              "message", "settings", "telemetry", "pubsub", "cluster", "store", "channel")
          .whereLayer("presence")
          .mayOnlyAccessLayers("message", "settings", "telemetry", "pubsub", "channel")
          .whereLayer("socket")
          .mayOnlyAccessLayers(
              "message", "settings", "limit", "telemetry", "serializer", "pubsub", "channel")
          .whereLayer("loop")
          .mayNotAccessAnyLayer()
          .whereLayer("transport")
          .mayOnlyAccessLayers(
              "loop",
              "message",
              "settings",
              "limit",
              "telemetry",
              "serializer",
              "pubsub",
              "token",
              "cluster",
              "channel",
              "socket")
          .whereLayer("testkit")
          .mayOnlyAccessLayers(
              "message",
              "settings",
              "telemetry",
              "serializer",
              "pubsub",
              "store",
              "channel",
              "stream",
              "presence",
              "socket")
          .whereLayer("endpoint")
          .mayOnlyAccessLayers(
              "message",
              "settings",
              "telemetry",
              "tracing",
              "pubsub",
              "token",
              "cluster",
              "store",
              "channel",
              "stream",
              "presence",
              "socket",
              "transport")
          .whereLayer("metrics")
          .mayOnlyAccessLayers("telemetry", "cluster", "presence", "transport", "endpoint")
          .whereLayer("dashboard")
          .mayOnlyAccessLayers(
              "message",
              "settings",
              "telemetry",
              "cluster",
              "channel",
              "presence",
              "socket",
              "transport",
              "endpoint")
          .whereLayer("shell")
          .mayOnlyAccessLayers("message", "pubsub", "cluster", "presence", "endpoint")
          .whereLayer("hello")
          .mayOnlyAccessLayers(
              "message",
              "channel",
              "presence",
              "socket",
              "transport",
              "endpoint",
              "metrics",
              "dashboard")
          .whereLayer("cli")
          .mayOnlyAccessLayers("message", "cluster", "endpoint", "shell", "hello")
          .ensureAllClassesAreContainedInArchitecture();

  @ArchTest
  static final ArchRule NO_ROOMS_USE_EACH_OTHER =
      slices().matching("io.kokko.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule FEW_ROOMS_KNOW_PEKKO_HTTP =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.kokko.transport",
              "io.kokko.endpoint",
              "io.kokko.metrics",
              "io.kokko.dashboard",
              "io.kokko.hello")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.pekko.http..");
}
