package io.kokko.store;

import java.sql.Connection;

/**
 * Is a transaction of the store's database while the user's code runs in it. Only the thread that
 * runs that code may use it, and only until the code returns.
 */
public interface StoreTransaction {

  /**
   * Returns the connection; what is done with it is committed together with the appends.
   * Committing, rolling back and closing it are refused with {@link java.sql.SQLException}.
   */
  Connection connection();

  /**
   * Appends a message when the code has returned, right before the commit: so the topic is closed
   * to others for a moment only, and topics are taken in the same order by everybody.
   */
  void append(Draft draft);

  /** Remembers the answer to a push that was granted, if the transaction is committed. */
  void answer(PushKey key, String reply);
}
