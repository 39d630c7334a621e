package io.kokko.channel;

import java.sql.Connection;

/**
 * Is a transaction of the database that keeps the streams, while the user's code runs in it. Only
 * the thread that runs that code may use it, and only until the code returns.
 */
public interface Transaction {

  /**
   * Returns the connection; what is done with it is committed together with the appends.
   * Committing, rolling back and closing it are refused with {@link java.sql.SQLException}.
   */
  Connection connection();

  /**
   * Appends an event to a stream, right before the commit; it is delivered after it.
   *
   * @param payload a JSON object, see {@link io.kokko.message.Payload#of}
   * @throws IllegalStateException if the topic is no stream
   * @throws io.kokko.message.PayloadException if the payload is no JSON object
   */
  void append(String topic, String event, Object payload);
}
