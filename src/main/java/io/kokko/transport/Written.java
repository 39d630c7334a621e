package io.kokko.transport;

import org.apache.pekko.io.Tcp;

/** Acknowledges the one write that was under way. */
enum Written implements Tcp.Event {
  INSTANCE
}
