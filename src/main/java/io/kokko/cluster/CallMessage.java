package io.kokko.cluster;

import org.apache.pekko.util.ByteString;

/** What crosses between two nodes when one asks the other something. */
sealed interface CallMessage extends ClusterMessage, CallsActor.Command {

  /**
   * A part of a question or of an answer; large ones do not fit into one frame.
   *
   * @param from the address of the node that sent it
   * @param call names the call, among those of the node that asks
   * @param number of this part, from 0
   * @param count of all parts
   */
  record Part(
      Kind kind,
      String from,
      String call,
      String service,
      int number,
      int count,
      ByteString content)
      implements CallMessage {}

  /** What a part belongs to. */
  enum Kind {
    QUESTION,
    ANSWER,
    FAILURE
  }
}
