package io.kokko.dashboard;

/**
 * Says what there was on a node at one moment, and what happened in the second before it.
 *
 * @param at milliseconds since 1970
 * @param connects accepted and refused, a second, as the other rates
 * @param queueBytes what waited to be sent to WebSockets
 * @param cpu of the process, from 0 to 1 for all processors; negative if unknown
 */
record Sample(
    long number,
    long at,
    int connections,
    long sockets,
    long channels,
    int topics,
    double connects,
    double joins,
    double pushes,
    double broadcasts,
    double deliveries,
    long queueBytes,
    long heapBytes,
    double cpu) {}
