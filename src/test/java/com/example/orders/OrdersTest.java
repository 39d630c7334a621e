package com.example.orders;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.kokko.machine.FreePort;
import io.kokko.machine.Jvm;
import io.kokko.wire.RawFrame;
import io.kokko.wire.RawWebSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Runs what the guide on other frameworks shows. */
class OrdersTest {

  private static final String LOGGING = "org.springframework.boot.logging.LoggingSystem";

  @TempDir private Path names;

  @BeforeAll
  static void keepTheLoggingOfTheTests() {
    System.setProperty(LOGGING, "none");
  }

  @AfterAll
  static void forgetIt() {
    System.clearProperty(LOGGING);
  }

  @Test
  void serviceOfSpringTellsClientsAndTheContextTakesKokkoAlong() {
    ConfigurableApplicationContext context =
        SpringApplication.run(
            OrderApplication.class,
            "--spring.main.banner-mode=off",
            "--spring.lifecycle.timeout-per-shutdown-phase=50s",
            "--kokko.node.name=orders@127.0.0.1",
            "--kokko.endpoint.port=0",
            "--kokko.runtime-directory=" + names);
    Kokko kokko = context.getBean(Kokko.class);
    try (RawWebSocket client = joined(kokko.endpoint().address().orElseThrow())) {
      assertThat(kokko.endpoint().nodeName()).isEqualTo("orders@127.0.0.1");

      context.getBean(Shipping.class).ship("42", "sloth");
      assertThat(text(client.read()))
          .isEqualTo("[null,null,\"order:42\",\"shipped\",{\"carrier\":\"sloth\"}]");

      context.close();
      assertThat(closeCode(client.read())).isEqualTo(1012);
      assertThatIllegalStateException().isThrownBy(kokko::endpoint);
    } finally {
      context.close();
    }
  }

  @ParameterizedTest
  @ValueSource(classes = {OrderServer.class, OrderApplication.class})
  void programThatIsToldToEndClosesItsSocketsAndEnds(Class<?> program) throws Exception {
    int port = FreePort.find();
    List<String> command = Jvm.command();
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-Dkokko.endpoint.port=" + port, "-Dkokko.runtime-directory=" + names));
    command.add(program.getName());
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(names.resolve("output").toFile())
            .start();
    try (RawWebSocket client = joined(awaitListening(port))) {
      process.destroy();

      assertThat(closeCode(client.read())).isEqualTo(1012);
      client.acknowledge(RawFrame.close(1012));
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(143);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static RawWebSocket joined(InetSocketAddress server) {
    RawWebSocket client = RawWebSocket.open(server, "/socket/websocket?vsn=2.0.0");
    client.write(RawFrame.text("[\"1\",\"1\",\"order:42\",\"phx_join\",{}]"));
    assertThat(text(client.read())).contains("\"status\":\"ok\"");
    return client;
  }

  private static String text(RawFrame frame) {
    return new String(frame.payload(), UTF_8);
  }

  private static int closeCode(RawFrame frame) {
    assertThat(frame.opcode()).isEqualTo(RawFrame.CLOSE);
    return ByteBuffer.wrap(frame.payload()).getShort();
  }

  private static InetSocketAddress awaitListening(int port) {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    for (long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        System.nanoTime() - end < 0; ) {
      try (Socket socket = new Socket()) {
        socket.connect(address);
        return address;
      } catch (IOException notYet) {
        LockSupport.parkNanos(50_000_000);
      }
    }
    throw new AssertionError("nobody listens on " + port);
  }
}
