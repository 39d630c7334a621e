package io.kokko.settings;

import io.kokko.message.ChannelsException;

/** Tells that a setting has a value that the server cannot work with. */
public final class InvalidSettingException extends ChannelsException {

  private final String key;

  /** Takes the full path of the setting, what stands there, and what should. */
  public InvalidSettingException(String key, String value, String expected) {
    super(key + ": " + value + " (expected: " + expected + ")");
    this.key = key;
  }

  /** Returns the full path of the setting. */
  public String key() {
    return key;
  }
}
