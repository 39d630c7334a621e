package io.kokko.socket;

import io.kokko.channel.Broadcasts;
import io.kokko.message.Event;
import io.kokko.message.Message;
import io.kokko.message.Payload;

/**
 * Names the topics by which nodes hear of revoked tokens, and sockets that theirs is among them, as
 * they hear a {@code disconnect} by their id. No client can join one, whatever its channels are.
 */
final class TokenTopics {

  /** Where nodes tell each other. */
  static final String REVOKED = "phoenix:tokens";

  private static final String RESERVED = "phoenix:token";
  private static final String OF_TOKEN = "phoenix:token:";

  /** Returns the topic of one token. */
  static String of(String tokenId) {
    return OF_TOKEN + tokenId;
  }

  static boolean isReserved(String topic) {
    return topic.startsWith(RESERVED);
  }

  /** Returns what ends the sockets of a token. */
  static Message.Broadcast end(String tokenId) {
    return Broadcasts.of(of(tokenId), Event.DISCONNECT, Payload.empty());
  }

  private TokenTopics() {}
}
