package io.kokko.cluster;

/**
 * Sums up what the bus of this node has done since its start, with all other nodes, also those that
 * are gone.
 *
 * @param sentMessages broadcasts that left for another node, once for each node
 * @param sentBytes what they had, encoded
 * @param sentParcels in how many messages of Pekko's they left, repeated ones not counted
 * @param repeatedParcels how many of these were sent again
 * @param acknowledgedMessages broadcasts that another node has acknowledged
 * @param droppedMessages broadcasts that were not delivered; some may have arrived all the same
 * @param receivedMessages broadcasts that came from other nodes
 * @param receivedBytes what they had, encoded
 * @param receivedParcels in how many messages of Pekko's they came, each counted once
 * @param sentAcknowledgements acknowledgements that left by themselves, not along with a parcel
 * @param receivedAcknowledgements the same that came
 */
public record BusTotals(
    long sentMessages,
    long sentBytes,
    long sentParcels,
    long repeatedParcels,
    long acknowledgedMessages,
    long droppedMessages,
    long receivedMessages,
    long receivedBytes,
    long receivedParcels,
    long sentAcknowledgements,
    long receivedAcknowledgements) {}
