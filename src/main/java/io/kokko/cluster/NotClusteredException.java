package io.kokko.cluster;

import io.kokko.message.ChannelsException;

/** Tells that an ActorSystem was not made to be a node. */
public final class NotClusteredException extends ChannelsException {

  NotClusteredException(String came, String expected) {
    super(
        came
            + " (expected: "
            + expected
            + "; create the ActorSystem with Node.config(\"server@127.0.0.1\", 0,"
            + " ConfigFactory.load()))");
  }
}
