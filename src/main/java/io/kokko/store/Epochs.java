package io.kokko.store;

import java.security.SecureRandom;

/** Makes names of histories: short, and never the same twice. */
final class Epochs {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz";
  private static final int LENGTH = 10;

  static String random() {
    return RANDOM
        .ints(LENGTH, 0, LETTERS.length())
        .collect(
            StringBuilder::new,
            (text, letter) -> text.append(LETTERS.charAt(letter)),
            StringBuilder::append)
        .toString();
  }

  private Epochs() {}
}
