package io.kokko.store;

/**
 * Names one push of one user, also when it comes twice.
 *
 * @param topic the channel's
 * @param user the socket's id, or empty for sockets without one
 * @param id what the client called the push
 */
public record PushKey(String topic, String user, String id) {}
