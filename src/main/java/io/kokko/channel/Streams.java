package io.kokko.channel;

import io.kokko.message.Payload;
import io.kokko.message.Position;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what is broadcast to the topics that are streams, and lets clients continue where they
 * were.
 *
 * <p>Any thread may call it. Users reach it through {@link Socket} and the endpoint.
 */
public interface Streams {

  /** Hears of what happens to the stream of one topic. */
  interface Reader extends AutoCloseable {

    /**
     * Returns where the stream is: what comes later comes after this.
     *
     * @return fails with {@link StreamUnavailableException}
     */
    CompletionStage<Position> position();

    /**
     * Lets a member have what comes after a position, and nothing of the stream before.
     *
     * <p>What was missed is delivered while this runs, in order, on any thread.
     *
     * @param wanted where the client was; null if it was nowhere, or wants to begin anew
     * @param start what {@link #position} returned, where it begins if it cannot continue
     * @return where it begins; fails with {@link StreamUnavailableException}
     */
    CompletionStage<Begin> attach(@Nullable Position wanted, Position start, Member member);

    /** Ends it. */
    @Override
    void close();
  }

  /** Gets the messages of a stream. */
  interface Member extends Subscriber {

    /** From here on it is to take what is delivered; called before the first message. */
    void begin(Position position);

    /** The stream has another history than the one that it attached to. */
    void broken();
  }

  /**
   * Says where a member begins.
   *
   * @param position what comes after this is delivered
   * @param recovered whether that is where the client wanted to continue
   */
  record Begin(Position position, boolean recovered) {}

  /** Says what became of a push with a key. */
  sealed interface Claim {

    /** Nobody has run it: who got this runs it, and answers or releases it. */
    record Granted() implements Claim {}

    /** It was run, and answered so. */
    record Answered(Reply reply) implements Claim {}

    /** Somebody has begun to run it, and not answered for a while. */
    record Unknown() implements Claim {}
  }

  /** Tells whether what is broadcast to a topic is kept. */
  boolean isStream(String topic);

  /**
   * Keeps a message, then delivers it to every subscriber of its topic in the cluster.
   *
   * @param origin names the one that is not to hear it, or null
   * @return completes when the message is safe and its delivery on this node has begun; fails with
   *     {@link StreamUnavailableException}, {@link StreamOverflowException}
   * @throws io.kokko.message.PayloadException if the payload is no JSON object
   */
  CompletionStage<Position> append(
      String topic, String event, Payload payload, @Nullable String origin);

  /** Begins to follow the stream of a topic on this node; close it in the end. */
  Reader open(String topic);

  /**
   * Asks to run a push; of all who ask with the same key within the window one is granted it.
   *
   * @return fails with {@link StreamUnavailableException}
   */
  CompletionStage<Claim> claim(KeyedPush push, Duration window);

  /**
   * Remembers the answer to a push that was granted.
   *
   * @return fails with {@link StreamUnavailableException}
   */
  CompletionStage<Done> answer(KeyedPush push, Reply reply);

  /** Lets a push that was granted and has not been answered run again; best effort. */
  CompletionStage<Done> release(KeyedPush push);

  /**
   * Runs code in a transaction of the database that keeps the streams, on a thread that may block;
   * after the commit, what it has appended is delivered.
   *
   * @param push whose answer is the result, stored in the same transaction; or null
   * @return completes after the commit; fails with what the code threw, then nothing has happened;
   *     with {@link StreamUnavailableException}, then it may have, unless the store is another
   *     node's alone; or with {@link StreamOverflowException}
   */
  <T> CompletionStage<T> transaction(TransactionCode<T> code, @Nullable KeyedPush push);

  /** Tells how many messages wait to be appended on this node. */
  int waiting();

  /** Tells how many streams this node follows. */
  int followed();

  /** Returns what keeps nothing: no topic is a stream. */
  static Streams none() {
    return NoStreams.INSTANCE;
  }
}
