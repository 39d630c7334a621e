package io.kokko.channel;

import io.kokko.message.ChannelsException;

/** Tells that a callback of a channel failed, which ends that channel and nothing else. */
public final class CallbackException extends ChannelsException {

  CallbackException(String callback, String topic, Throwable cause) {
    super(callback + " of " + topic + " failed: " + cause, cause);
  }
}
