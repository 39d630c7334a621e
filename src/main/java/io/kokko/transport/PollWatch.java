package io.kokko.transport;

import org.jspecify.annotations.Nullable;

/**
 * Finds out whether the answer to the last request of a connection has reached its client, if that
 * request was a poll or waits for its turn, as far as TCP tells.
 *
 * <p>A client that ends the connection after the answer has been written has read it: if it had
 * not, its system would have reset the connection. Any thread may call it: the connection may be
 * gone before the poll has come to its session.
 */
final class PollWatch {

  private @Nullable Runnable lost;
  private boolean answered;
  private boolean written;
  private boolean gone;

  /** Another request has begun: who goes on has read the answer to what it asked before. */
  synchronized void requested() {
    lost = null;
    answered = false;
    written = false;
  }

  /** Somebody wants to know: what is given runs if the answer cannot arrive. */
  void polled(Runnable whenLost) {
    if (!register(whenLost)) {
      whenLost.run();
    }
  }

  private synchronized boolean register(Runnable whenLost) {
    lost = whenLost;
    return !gone;
  }

  synchronized void answered() {
    answered = true;
  }

  synchronized void written() {
    written |= answered;
  }

  /** The client sends nothing more. */
  void clientEnded() {
    end(true);
  }

  /** The connection is gone, in whatever way. */
  void broken() {
    end(false);
  }

  private void end(boolean inPeace) {
    Runnable whenLost = ended(inPeace);
    if (whenLost != null) {
      whenLost.run();
    }
  }

  private synchronized @Nullable Runnable ended(boolean inPeace) {
    Runnable whenLost = inPeace && written ? null : lost;
    lost = null;
    gone = true;
    return whenLost;
  }
}
