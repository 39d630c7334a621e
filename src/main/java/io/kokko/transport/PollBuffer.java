package io.kokko.transport;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Holds the messages for a client that polls, until it has shown that it got them.
 *
 * <p>Messages are numbered from 1. Each answer to a poll bears the number of the last message that
 * it carries, in its token. The next poll brings the number back: what is above it is sent again.
 *
 * <p>A client may go on with its first token for ever, as Phoenix lets it. It never brings a number
 * back, so the buffer believes what TCP tells: an answer has arrived unless it was {@linkplain
 * #lost reported lost}. The first number that does come back ends that.
 */
final class PollBuffer {

  private final Deque<byte[]> messages = new ArrayDeque<>();

  /** The number of the last message that the client has got. */
  private long received;

  /** The number of the last message that an answer carried. */
  private long sent;

  private boolean followsTokens;
  private boolean lost;

  void add(byte[] message) {
    messages.add(message);
  }

  /** Tells whether there is anything that the client has not got. */
  boolean isEmpty() {
    return messages.isEmpty();
  }

  long received() {
    return received;
  }

  /** Takes the number that a poll brings back, and returns how many bytes are held no more. */
  long polled(long position) {
    long reached = followsTokens || position > 0 || lost ? position : sent;
    lost = false;
    return acknowledge(position, reached);
  }

  /** Takes the number that a client's own message brings back, which may be an old one. */
  long posted(long position) {
    return acknowledge(position, position);
  }

  private long acknowledge(long position, long reached) {
    followsTokens |= position > 0;
    long bytes = 0;
    while (received < Math.min(reached, sent)) {
      bytes += messages.remove().length;
      received++;
    }
    return bytes;
  }

  /** Takes all that the client has not got, for an answer. */
  Polled take() {
    sent = received + messages.size();
    return new Polled(sent, List.copyOf(messages));
  }

  /** Remembers that the last answer cannot have arrived. */
  void lost() {
    lost = true;
  }
}
