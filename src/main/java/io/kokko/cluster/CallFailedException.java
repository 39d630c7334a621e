package io.kokko.cluster;

import io.kokko.message.ChannelsException;

/** Tells that another node could not be asked something, or had no answer. */
public final class CallFailedException extends ChannelsException {

  CallFailedException(String nodeName, String service, String reason) {
    super("call of \"" + service + "\" on " + nodeName + ": " + reason);
  }
}
