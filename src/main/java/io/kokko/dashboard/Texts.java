package io.kokko.dashboard;

/** Bounds what the dashboard keeps of texts that clients make up. */
final class Texts {

  private static final int MOST_NAME = 200;

  /** Returns a topic, an event or the like, cut where it is too long to be read anyway. */
  static String name(String text) {
    return cut(text, MOST_NAME);
  }

  static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most) + "…";
  }

  private Texts() {}
}
