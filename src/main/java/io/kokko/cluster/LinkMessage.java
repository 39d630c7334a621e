package io.kokko.cluster;

import org.apache.pekko.util.ByteString;

/** What crosses between the two ends of a link. */
sealed interface LinkMessage extends ClusterMessage, LinkActor.Command {

  /**
   * Carries the next part of the stream of messages to one node: as many as were waiting, and a
   * part of one where a large one begins, goes on or ends.
   *
   * @param number of this parcel, from 1
   * @param received the number up to which the sender itself has received all
   * @param content each message behind its size in four bytes
   */
  record Parcel(long number, long received, ByteString content) implements LinkMessage {}

  /**
   * Says up to which number all parcels have arrived.
   *
   * @param gap whether a later one has arrived, so that those between must be sent again
   */
  record Ack(long received, boolean gap) implements LinkMessage {}
}
