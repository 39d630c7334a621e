package io.kokko.stream;

import io.kokko.message.Message;
import io.kokko.telemetry.Telemetry;
import io.kokko.telemetry.TelemetryEvent;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Holds what all views of a node share.
 *
 * @param out delivers to the subscribers of this node
 */
record ViewContext(
    StreamLog log,
    Opener opener,
    Consumer<Message.Broadcast> out,
    Later later,
    Telemetry telemetry,
    StreamSettings settings) {

  void tell(Supplier<TelemetryEvent> event) {
    if (telemetry.isListening()) {
      telemetry.emit(event.get());
    }
  }
}
