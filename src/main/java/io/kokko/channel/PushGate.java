package io.kokko.channel;

import io.kokko.message.Message;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Lets a push with a key pass once; what the client pushes behind it waits until that is known.
 *
 * <p>Only pushes wait, which the socket bounds. Owned by one channel actor.
 */
final class PushGate {

  /** Hears what became of a push. */
  @FunctionalInterface
  interface Decided {
    void decided(ChannelActor.Incoming incoming, KeyedPush keyed, Streams.@Nullable Claim claim);
  }

  private final Channel<?, ?> definition;
  private final Membership membership;
  private final Streams streams;
  private final Queue<ChannelActor.Incoming> waiting = new ArrayDeque<>();
  private @Nullable KeyedPush asked;
  private @Nullable CompletionStage<Streams.Claim> claim;
  private boolean shut;

  PushGate(Channel<?, ?> definition, Membership membership, Streams streams) {
    this.definition = definition;
    this.membership = membership;
    this.streams = streams;
  }

  /**
   * Tells whether a push is to be handled at once; all others it remembers.
   *
   * @param then called on any thread, once for a push that has a key
   */
  boolean passes(ChannelActor.Incoming incoming, Decided then) {
    if (shut || claim != null) {
      waiting.add(incoming);
      return false;
    }
    Message.Push push = incoming.push();
    Duration window = definition.window(push.event());
    KeyedPush keyed =
        window == null ? null : KeyedPush.of(membership.topic(), membership.user(), push.payload());
    if (window == null || keyed == null) {
      return true;
    }
    CompletionStage<Streams.Claim> asking = streams.claim(keyed, window);
    asked = keyed;
    claim = asking;
    asking.whenComplete((claimed, failure) -> then.decided(incoming, keyed, claimed));
    return false;
  }

  /** Lets the next one pass: what was asked for is known. */
  void open() {
    asked = null;
    claim = null;
  }

  /** Lets nothing pass any more. */
  void shut() {
    shut = true;
  }

  /** Takes the next push that has waited and need not wait any more, or null. */
  ChannelActor.@Nullable Incoming next() {
    return shut || claim != null ? null : waiting.poll();
  }

  /**
   * Returns what a push that is not to run is answered with.
   *
   * @param claim null if the store does not answer
   */
  static Reply refusal(Streams.@Nullable Claim claim) {
    if (claim instanceof Streams.Claim.Answered answered) {
      return answered.reply();
    }
    return claim == null ? Wire.STREAM_UNAVAILABLE : Wire.OUTCOME_UNKNOWN;
  }

  /** Ends with the channel: what was granted too late does not run, and is free to run again. */
  void close() {
    KeyedPush keyed = asked;
    CompletionStage<Streams.Claim> pending = claim;
    if (keyed != null && pending != null) {
      pending.thenAccept(
          claimed -> {
            if (claimed instanceof Streams.Claim.Granted) {
              streams.release(keyed);
            }
          });
    }
  }
}
