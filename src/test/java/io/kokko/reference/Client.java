package io.kokko.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.kokko.wire.HttpAnswer;
import io.kokko.wire.RawFrame;
import io.kokko.wire.RawWebSocket;
import java.util.ArrayList;
import java.util.List;

/** One client of a transcript; what it sends between two receives leaves in one segment. */
final class Client implements AutoCloseable {

  private final RawWebSocket socket;
  private final boolean speaksV2;
  private final List<RawFrame> queued = new ArrayList<>();
  private boolean closes;
  private boolean ended;

  Client(String target, RawWebSocket socket) {
    this.socket = socket;
    this.speaksV2 = target.contains("vsn=2");
    this.ended = !socket.isUpgraded();
  }

  RawWebSocket socket() {
    return socket;
  }

  HttpAnswer answer() {
    return socket.answer();
  }

  boolean isEnded() {
    return ended;
  }

  void queue(RawFrame frame) {
    closes |= frame.opcode() == RawFrame.CLOSE;
    queued.add(frame);
  }

  void flush() {
    if (!queued.isEmpty()) {
      socket.write(queued.toArray(RawFrame[]::new));
      queued.clear();
    }
  }

  /** Completes the close handshake, which one of both has begun. */
  void end(RawFrame close) {
    ended = true;
    if (closes) {
      socket.awaitEnd();
    } else {
      socket.acknowledge(close);
    }
  }

  /** Sees that the answer to a heartbeat is the next thing to come. */
  void expectNothingMore() {
    if (ended) {
      return;
    }
    queue(RawFrame.text(heartbeat()));
    flush();
    assertThat(Grammar.json(socket.read().asText())).isEqualTo(Grammar.json(heartbeatReply()));
  }

  private String heartbeat() {
    return speaksV2
        ? "[null,\"end\",\"phoenix\",\"heartbeat\",{}]"
        : "{\"topic\":\"phoenix\",\"event\":\"heartbeat\",\"payload\":{},\"ref\":\"end\"}";
  }

  private String heartbeatReply() {
    String payload = "{\"response\":{},\"status\":\"ok\"}";
    return speaksV2
        ? "[null,\"end\",\"phoenix\",\"phx_reply\"," + payload + "]"
        : "{\"topic\":\"phoenix\",\"event\":\"phx_reply\",\"ref\":\"end\",\"payload\":"
            + payload
            + "}";
  }

  @Override
  public void close() {
    socket.close();
  }
}
