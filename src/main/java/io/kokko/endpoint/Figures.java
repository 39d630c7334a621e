package io.kokko.endpoint;

/**
 * Tells what there is on a node, and what it has done, at one moment.
 *
 * @param connections TCP connections, whatever is spoken on them
 * @param handshakesWaiting clients that wait for their turn to open a socket, see {@code
 *     kokko.limits.node}
 * @param sockets open sockets, those of clients that poll included
 * @param channels joined channels
 * @param topics topics that have a subscriber on this node
 * @param deliveries to how many subscribers on this node broadcasts have been handed so far
 * @param slowClients how many clients have been disconnected so far because they read too slowly
 * @param streamsFollowed streams that somebody on this node is interested in
 * @param appendsWaiting messages that wait to be appended to streams
 */
public record Figures(
    int connections,
    int handshakesWaiting,
    long sockets,
    long channels,
    int topics,
    long deliveries,
    long slowClients,
    int streamsFollowed,
    int appendsWaiting) {}
