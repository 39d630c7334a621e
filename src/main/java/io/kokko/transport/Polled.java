package io.kokko.transport;

import java.util.List;

/**
 * Answers a poll.
 *
 * @param position up to where the client has got the messages, once it has this answer
 * @param messages text frames, UTF-8; none if the time was up
 */
record Polled(long position, List<byte[]> messages) {

  int status() {
    return messages.isEmpty() ? 204 : 200;
  }
}
