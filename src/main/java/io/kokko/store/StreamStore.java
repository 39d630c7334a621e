package io.kokko.store;

import io.kokko.message.Position;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the messages of streams and gives each its position: one order a topic, without holes,
 * whoever appends, on whatever node.
 *
 * <p>Every method may block, and any thread may call it. What goes wrong with the store itself is a
 * {@link StoreUnavailableException}; the next call may succeed.
 */
public interface StreamStore extends AutoCloseable {

  /** Tells whether all nodes of the cluster work on the same data. */
  boolean isShared();

  /**
   * Appends messages of any topics, all or none, in their order; when it returns they survive the
   * end of the process (if the store's medium does). A topic that is new begins an epoch.
   *
   * @return the positions, in the order of the drafts
   */
  List<Position> append(List<Draft> drafts);

  /**
   * Returns the position of the last message of each topic; a topic that is new begins an epoch
   * with offset 0. A topic that is asked for here is not forgotten.
   *
   * @throws IllegalArgumentException if a topic is beyond {@link StoreLimits}
   */
  Map<String, Position> positions(Collection<String> topics);

  /**
   * Reads what follows a position, in order.
   *
   * @param limit the most messages to return; of large ones there are fewer, but at least one. So
   *     the end is reached when none is returned, or the last one is where the topic is
   * @return empty if the position cannot be continued without a hole: it is of another epoch, lies
   *     ahead of the last message, or what follows it is no longer kept
   */
  Optional<List<StoredMessage>> read(String topic, Position after, int limit);

  /**
   * Removes what need not be kept any more, a bounded piece of it: messages beyond their retention
   * and all before them, keys of pushes, and topics that have no message and have not been used for
   * long, whose epoch ends.
   *
   * @return how many messages went; call again soon if it is not 0
   */
  int trim();

  /**
   * Asks to run a push; of all who ask with the same key within the window one is granted it.
   *
   * @param window how long the key is remembered, to the millisecond
   */
  Claim claim(PushKey key, Duration window);

  /** Remembers the answer to a push that was granted, until its window ends. */
  void answer(PushKey key, String reply);

  /** Lets a push that was granted and not answered be claimed again; an answered one stays so. */
  void release(PushKey key);

  /**
   * Begins to keep the streams of all nodes, by a store that is not {@linkplain #isShared()
   * shared}. If another node may have kept them since this store last did, no client can be told
   * what it has missed, so all epochs end.
   *
   * @param withOthers whether there are other nodes that may keep the streams next
   */
  void keep(boolean withOthers);

  /** Notes, until the next {@link #keep}, that another node may keep the streams from now on. */
  void mayBeKeptElsewhere();

  /**
   * Runs code in a transaction that appends messages and changes the user's own tables together.
   *
   * <p>When the database ends the transaction since it stands in the way of another one (deadlock,
   * serialization), the code runs again, some times at most; also if it wraps the {@link
   * SQLException} in another exception.
   *
   * @return after the commit; the messages are in the store, but told to nobody
   * @throws SQLException what the code threw
   * @throws StoreUnavailableException if the store failed; whether it has committed is not known
   */
  <T extends @Nullable Object> Committed<T> transaction(TransactionWork<T> work)
      throws SQLException;

  @Override
  void close();
}
