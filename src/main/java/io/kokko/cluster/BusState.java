package io.kokko.cluster;

/**
 * Tells how the bus to one other node fares.
 *
 * @param nodeName the other node
 * @param heldBytes what it has not acknowledged yet, encoded, and what it takes to keep that
 * @param delivered broadcasts that it has acknowledged
 * @param dropped broadcasts that were not delivered to it; some may have arrived all the same
 * @param repeatedParcels parcels, of many broadcasts each, that were sent again
 */
public record BusState(
    String nodeName, long heldBytes, long delivered, long dropped, long repeatedParcels) {

  static BusState of(Link link) {
    BusCounts counts = link.outbound().counts();
    return new BusState(
        link.nodeName(),
        link.outbound().heldBytes(),
        counts.delivered(),
        counts.dropped(),
        counts.repeated());
  }
}
