package io.kokko.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.channel.Channel;
import io.kokko.channel.JoinResult;
import io.kokko.socket.ConnectResult;
import io.kokko.socket.SocketHandler;
import io.kokko.wire.RawFrame;
import io.kokko.wire.RawWebSocket;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every close code of rules 10 and 11 of the protocol, caused over a real connection. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CloseCodesTest {

  private static final String JOIN = "[\"1\",\"1\",\"flood\",\"phx_join\",{}]";

  private final RunningEndpoint running =
      start("kokko.transport { max-frame-bytes = 1000, max-message-bytes = 2000 }");

  private static RunningEndpoint start(String settings) {
    return RunningEndpoint.start(
        system -> Endpoint.on(system).socket("/socket", handler()), settings);
  }

  private static SocketHandler<String> handler() {
    Channel<String, String> flood =
        Channel.<String, String>join((topic, params, socket) -> JoinResult.ok(topic));
    return SocketHandler.connect(
            (Map<String, String> params) -> ConnectResult.ok(params.getOrDefault("id", "nobody")))
        .id(name -> "users_socket:" + name)
        .channel("flood", flood);
  }

  @AfterAll
  void stop() {
    running.close();
  }

  private static RawWebSocket open(RunningEndpoint server, String query) {
    RawWebSocket client =
        RawWebSocket.open(server.address(), "/socket/websocket?vsn=2.0.0&" + query);
    assertThat(client.isUpgraded()).isTrue();
    // Only what has answered is sure to have its id subscribed to.
    client.write(RawFrame.text("[null,\"h\",\"phoenix\",\"heartbeat\",{}]"));
    assertThat(client.read().asText()).contains("\"ok\"");
    return client;
  }

  private static void expectClose(RawWebSocket client, int code) {
    RawFrame frame = client.read();
    assertThat(frame.opcode()).as("%s", frame).isEqualTo(RawFrame.CLOSE);
    assertThat(frame.closeCode()).isEqualTo(code);
    client.acknowledge(frame);
  }

  @Test
  void rule10DisconnectOfASocketIdIs1001() {
    try (RawWebSocket ann = open(running, "id=ann");
        RawWebSocket bob = open(running, "id=bob")) {
      running.endpoint().disconnect("users_socket:ann");

      expectClose(ann, 1001);
      bob.write(RawFrame.text("[null,\"2\",\"phoenix\",\"heartbeat\",{}]"));
      assertThat(bob.read().asText()).contains("\"2\"");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"no JSON", "{}", "[1,2,3,4]", ""})
  void rule10WhatIsNoMessageIs1011(String text) {
    try (RawWebSocket client = open(running, "")) {
      client.write(RawFrame.text(text));

      expectClose(client, 1011);
    }
  }

  @Test
  void rule10BrokenBinaryHeaderIs1011() {
    try (RawWebSocket client = open(running, "")) {
      client.write(RawFrame.binary(new byte[] {0, 50, 50, 50, 50, 1}));

      expectClose(client, 1011);
    }
  }

  @Test
  void rule10BrokenProtocolIs1002() {
    try (RawWebSocket client = open(running, "")) {
      client.write(new RawFrame(true, 3, new byte[0]));

      expectClose(client, 1002);
    }
  }

  @Test
  void rule10TextThatIsNoUtf8Is1007() {
    try (RawWebSocket client = open(running, "")) {
      client.write(new RawFrame(true, RawFrame.TEXT, new byte[] {(byte) 0xff}));

      expectClose(client, 1007);
    }
  }

  @Test
  void rule10FrameTooBigIs1009() {
    try (RawWebSocket client = open(running, "")) {
      client.write(RawFrame.binary(new byte[1001]));

      expectClose(client, 1009);
    }
  }

  @Test
  void rule10MessageTooBigIs1009() {
    try (RawWebSocket client = open(running, "")) {
      client.write(
          new RawFrame(false, RawFrame.BINARY, new byte[1000]),
          new RawFrame(false, RawFrame.CONTINUATION, new byte[1000]),
          new RawFrame(true, RawFrame.CONTINUATION, new byte[1]));

      expectClose(client, 1009);
    }
  }

  @ParameterizedTest
  @CsvSource({"1000, 1000", "1001, 1000", "4001, 1000", "1005, 1002", "999, 1002"})
  void rule10ClientsCloseIsEchoedUnlessItsCodeIsIllegal(int code, int answer) {
    try (RawWebSocket client = open(running, "")) {
      client.write(RawFrame.close(code));

      assertThat(client.read().closeCode()).isEqualTo(answer);
      client.awaitEnd();
    }
  }

  @Test
  void rule11IdleIs1002AndNot1000() {
    try (RunningEndpoint server = start("kokko.transport.idle-timeout = 500 ms");
        RawWebSocket client = open(server, "")) {
      expectClose(client, 1002);
    }
  }

  /** One of them has no channel: Phoenix would close it with 1000. */
  @Test
  void rule11StoppingServerIs1012ForEverybodyAndTakesNobodyBack() {
    try (RunningEndpoint server = start("");
        RawWebSocket joined = open(server, "");
        RawWebSocket other = open(server, "")) {
      joined.write(RawFrame.text(JOIN));
      assertThat(joined.read().asText()).contains("\"ok\"");

      var stopped = server.endpoint().stop();

      expectClose(joined, 1012);
      expectClose(other, 1012);
      RunningEndpoint.await(stopped);
    }
  }

  /** Ours alone: Phoenix has no bound. */
  @Test
  void clientThatDoesNotReadIs1008() {
    try (RunningEndpoint server = start("kokko.transport.outbound-queue-bytes = 64 KiB");
        RawWebSocket client = open(server, "")) {
      client.write(RawFrame.text(JOIN));
      assertThat(client.read().asText()).contains("\"ok\"");
      String text = "x".repeat(1_000_000);
      for (int i = 0; i < 50; i++) {
        server.endpoint().broadcast("flood", "shout", Map.of("text", text));
      }

      RawFrame frame = client.read();
      while (frame.opcode() != RawFrame.CLOSE) {
        frame = client.read();
      }
      assertThat(frame.closeCode()).isEqualTo(1008);
      assertThat(frame.closeReason()).isEqualTo("slow consumer");
    }
  }
}
