package io.kokko.transport;

/**
 * Finds out whether the answer to a poll has reached its client, as far as TCP tells; a connection
 * has one for its last request, if that was a poll.
 *
 * <p>A client that ends the connection after the answer has been written has read it: if it had
 * not, its system would have reset the connection.
 */
final class PollWatch {

  private final Runnable lost;
  private boolean answered;
  private boolean written;
  private boolean received;

  PollWatch(Runnable lost) {
    this.lost = lost;
  }

  void answered() {
    answered = true;
  }

  void written() {
    written |= answered;
  }

  void clientEnded() {
    received = written;
    if (!received) {
      lost.run();
    }
  }

  void broken() {
    if (!received) {
      lost.run();
    }
  }
}
