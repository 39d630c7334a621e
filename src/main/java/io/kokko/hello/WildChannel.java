package io.kokko.hello;

import io.kokko.channel.Channel;
import io.kokko.channel.JoinResult;
import io.kokko.channel.Reply;
import io.kokko.channel.Socket;
import io.kokko.message.Payload;
import java.math.BigInteger;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lets clients join {@code wild:n:m} where m is twice n. */
public final class WildChannel {

  /** Longer numbers are refused, since to read one costs the square of its digits. */
  private static final Pattern TWO_NUMBERS =
      Pattern.compile("wild:([+-]?\\d{1,1000}):([+-]?\\d{1,1000})");

  public static Channel<User, WildChannel> create() {
    return Channel.join(WildChannel::join).handleIn("ping", Payload.class, WildChannel::ping);
  }

  private WildChannel() {}

  private static JoinResult<WildChannel> join(String topic, Payload params, Socket<User> socket) {
    Matcher numbers = TWO_NUMBERS.matcher(topic);
    return numbers.matches() && number(numbers, 2).equals(number(numbers, 1).shiftLeft(1))
        ? JoinResult.ok(new WildChannel())
        : JoinResult.error();
  }

  private static BigInteger number(MatchResult numbers, int group) {
    return new BigInteger(numbers.group(group));
  }

  private Reply ping(Payload ping) {
    return Reply.ok(Pong.to(ping));
  }
}
