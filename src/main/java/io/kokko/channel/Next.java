package io.kokko.channel;

/** What any callback may answer: carry on, or stop the channel. */
public sealed interface Next extends Result {

  /** Carries on: Phoenix's {@code {:noreply, socket}}. */
  static Next noReply() {
    return NoReply.INSTANCE;
  }

  /** Stops the channel in order: Phoenix's {@code {:stop, :normal, socket}}. */
  static Next stop() {
    return new Stop(StopReason.NORMAL);
  }

  /** Stops the channel: Phoenix's {@code {:stop, reason, socket}}. */
  static Next stop(StopReason reason) {
    return new Stop(reason);
  }

  /** Carries on. */
  enum NoReply implements Next {
    INSTANCE
  }

  /** Stops the channel. */
  record Stop(StopReason reason) implements Next {}
}
