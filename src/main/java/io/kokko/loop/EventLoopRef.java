package io.kokko.loop;

/** Names the loop that is to carry a connection. */
public final class EventLoopRef {

  private final EventLoop loop;

  EventLoopRef(EventLoop loop) {
    this.loop = loop;
  }

  EventLoop loop() {
    return loop;
  }
}
