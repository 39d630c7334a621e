package io.kokko.channel;

import io.kokko.serializer.Frame;

/**
 * Carries frames to one client; whatever connection there is stands behind it.
 *
 * <p>Any thread may call it, and no call blocks. The frames of one thread keep their order. After
 * the connection has ended every call does nothing.
 */
public interface Transport {

  /**
   * Queues a frame for the client. The queue is bounded in bytes: a client that reads too slowly
   * for it is closed with {@link CloseCode#TOO_SLOW}.
   */
  void send(Frame frame);

  /** Closes the connection with a code, after what was sent before. */
  void close(CloseCode code);

  /**
   * Closes the connection with a code and with a reason of the application's, where the connection
   * can carry one.
   *
   * @param reason at most 123 bytes in UTF-8
   */
  default void close(CloseCode code, String reason) {
    close(code);
  }

  /**
   * Tells that received frames have been worked off, so that the transport may read on.
   *
   * @param frames how many
   * @param sizeInBytes their sizes, as they were received, together
   */
  void received(int frames, long sizeInBytes);
}
