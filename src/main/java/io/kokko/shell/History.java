package io.kokko.shell;

import java.util.HashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.prefs.BackingStoreException;
import java.util.prefs.Preferences;

/** Keeps the lines typed into shells, apart from those of a plain {@code jshell}. */
final class History {

  private static final String NODE = "io/kokko/shell";

  /** Kept here, since a logger nobody holds forgets its level. */
  private static final Logger PREFERENCES_LOG = Logger.getLogger("java.util.prefs");

  static {
    // A home directory that cannot be written costs the history, not the user's attention.
    PREFERENCES_LOG.setLevel(Level.OFF);
  }

  private History() {}

  /** Tells whether JShell keeps lines under a key, rather than its settings. */
  static boolean holds(String key) {
    return key.startsWith("HISTORY_LINE_") || key.startsWith("REPLAY_RESTORE");
  }

  static Map<String, String> load() {
    Map<String, String> lines = new HashMap<>();
    try {
      Preferences preferences = Preferences.userRoot().node(NODE);
      for (String key : preferences.keys()) {
        lines.put(key, preferences.get(key, ""));
      }
    } catch (BackingStoreException e) {
      PREFERENCES_LOG.log(Level.FINE, "no history", e);
    }
    return lines;
  }

  static void store(Map<String, String> lines) {
    try {
      Preferences preferences = Preferences.userRoot().node(NODE);
      preferences.clear();
      lines.forEach(
          (key, line) -> {
            if (holds(key) && line.length() <= Preferences.MAX_VALUE_LENGTH) {
              preferences.put(key, line);
            }
          });
      preferences.flush();
    } catch (BackingStoreException e) {
      PREFERENCES_LOG.log(Level.FINE, "history not kept", e);
    }
  }
}
