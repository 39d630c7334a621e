package io.kokko.dashboard;

/**
 * Asks to hear messages.
 *
 * @param id which tap of all
 * @param what a topic, or the id of a socket
 */
record TapRequest(String id, Kind kind, String what) {

  /** By what messages are chosen. */
  enum Kind {
    TOPIC,
    SOCKET
  }
}
