package io.kokko.reference;

import com.fasterxml.jackson.databind.JsonNode;
import io.kokko.wire.RawFrame;
import java.util.Map;

/** What one line of a transcript tells: something to do, or something that must come. */
@FunctionalInterface
interface Step {

  void play(Replay replay);

  /** Asks for an upgrade. */
  record Connect(char client, String target) implements Step {
    @Override
    public void play(Replay replay) {
      replay.connect(client, target);
    }
  }

  /** The upgrade was granted. */
  record Upgraded(char client) implements Step {
    @Override
    public void play(Replay replay) {
      replay.expectUpgrade(client);
    }
  }

  /** The upgrade was refused. */
  record Refused(char client, int status, String body) implements Step {
    @Override
    public void play(Replay replay) {
      replay.expectRefusal(client, status, body);
    }
  }

  /** The client found no subprotocol in the answer. */
  record NoSubprotocol(char client) implements Step {
    @Override
    public void play(Replay replay) {
      replay.expectNoSubprotocol(client);
    }
  }

  /** The client sends a frame. */
  record Send(char client, RawFrame frame) implements Step {
    @Override
    public void play(Replay replay) {
      replay.send(client, frame);
    }
  }

  /** A text frame comes, with this JSON in it. */
  record ReceiveJson(char client, JsonNode json) implements Step {
    @Override
    public void play(Replay replay) {
      replay.expectJson(client, json);
    }
  }

  /** A frame comes, with these bytes in it. */
  record Receive(char client, RawFrame frame) implements Step {
    @Override
    public void play(Replay replay) {
      replay.expectFrame(client, frame);
    }
  }

  /** The connection ends with a close handshake. */
  record Closed(char client, int code, String reason) implements Step {
    @Override
    public void play(Replay replay) {
      replay.expectClose(client, code, reason);
    }
  }

  /** The connection has ended. */
  record StaysClosed(char client) implements Step {
    @Override
    public void play(Replay replay) {
      replay.expectClosed(client);
    }
  }

  /** Somebody calls the sample's HTTP interface. */
  record Call(String target, String body) implements Step {
    @Override
    public void play(Replay replay) {
      replay.call(target, body);
    }
  }

  /** Somebody calls a path by HTTP, and this is answered. */
  record Exchange(
      String method, String target, Map<String, String> headers, int status, String body)
      implements Step {
    @Override
    public void play(Replay replay) {
      replay.exchange(method, target, headers, status, body);
    }
  }

  /** Somebody who polls sends a request. */
  record Request(String method, String target, String contentType, String body) implements Step {
    @Override
    public void play(Replay replay) {
      replay.request(method, target, contentType, body);
    }
  }

  /** The last request of somebody who polls is answered. */
  record Answer(int status, String contentType, String body) implements Step {
    @Override
    public void play(Replay replay) {
      replay.expectAnswer(status, contentType, body);
    }
  }
}
