package io.kokko.transport;

import static io.kokko.transport.ServerFixture.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import io.kokko.machine.Jvm;
import java.io.BufferedReader;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Ten thousand clients at once begin a handshake, and never finish it. */
class UnfinishedHandshakesTest {

  private static final int CONNECTIONS = 10_000;
  private static final long NOTABLE_HEAP_BYTES = 8_000_000;

  private final ServerFixture fixture =
      new ServerFixture("handshake-timeout = 10 s", "close-timeout = 1 s");

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  void areTimedOutAndFreedWhileOthersAreServed() throws Exception {
    requireFiles();
    speak();
    long heap = heapBytes();
    Process clients = startClients();
    try (BufferedReader printed = clients.inputReader(UTF_8)) {
      assertThat(printed.readLine()).isEqualTo("open");
      eventually(() -> fixture.server.connectionCount() == CONNECTIONS);
      System.out.println("heap of one: " + (heapBytes() - heap) / CONNECTIONS + " bytes");
      speak();

      assertThat(printed.readLine()).isEqualTo("ended " + CONNECTIONS);

      fixture.awaitNoConnections();
      assertThat(heapBytes() - heap).isLessThan(NOTABLE_HEAP_BYTES);
      speak();
    } finally {
      clients.destroyForcibly().waitFor();
    }
  }

  private static void requireFiles() {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
      assumeTrue(
          system.getMaxFileDescriptorCount() > CONNECTIONS + 1000,
          "needs more files than ulimit -n allows: " + system.getMaxFileDescriptorCount());
    }
  }

  private void speak() {
    try (RawClient client = RawClient.upgraded(fixture.server)) {
      assertThat(client.text("served").frame().text()).isEqualTo("served");
    }
    eventually(() -> fixture.connector.ended.size() == fixture.connector.transports.size());
  }

  private Process startClients() throws Exception {
    List<String> command = Jvm.command();
    command.add(UnfinishedHandshakes.class.getName());
    command.addAll(List.of("" + fixture.server.address().getPort(), "" + CONNECTIONS));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static long heapBytes() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
