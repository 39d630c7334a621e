package io.kokko.cluster;

import io.kokko.message.ChannelsException;

/** Tells that something is no name of a node. */
public final class BadNodeNameException extends ChannelsException {

  BadNodeNameException(String spelled) {
    super(sentence(spelled));
  }

  BadNodeNameException(String spelled, Throwable cause) {
    super(sentence(spelled), cause);
  }

  private static String sentence(String spelled) {
    return "node name: \""
        + spelled
        + "\" (expected: NAME@HOST or NAME@HOST:PORT, such as server@127.0.0.1,"
        + " with letters, digits, _ and - in the name, and letters, digits, . and - in the host)";
  }
}
