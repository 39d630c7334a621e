package io.kokko.dashboard;

import java.util.List;

/**
 * Is what a tap has heard on one node since it was last asked.
 *
 * @param left how many messages were left out, since there were too many
 * @param error why there is no tap, or empty
 */
record Heard(List<Message> messages, long left, String error) {

  /**
   * One message.
   *
   * @param at milliseconds since 1970
   * @param way {@code in} from a client, {@code out} to one, or {@code broadcast}
   * @param socket the socket's id, or empty
   * @param payload as text, cut
   * @param subscribers how many on the node get the broadcast; 1 otherwise
   */
  record Message(
      long at,
      String way,
      String socket,
      String topic,
      String event,
      String payload,
      int subscribers) {}
}
