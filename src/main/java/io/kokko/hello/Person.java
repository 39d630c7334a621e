package io.kokko.hello;

import java.util.regex.Pattern;

/**
 * A visitor of the demo, as its page says.
 *
 * @param id of the page, 8 to 40 letters, digits and hyphens
 * @param name 1 to 24 characters
 * @param hue of its colour, 0 to 359 degrees
 */
public record Person(String id, String name, int hue) {

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{8,40}");
  private static final int MAX_NAME_CHARS = 24;
  private static final int MAX_HUE = 359;

  public Person {
    Checked.require(
        id != null && ID.matcher(id).matches(), "id (expected: 8 to 40 letters, digits, hyphens)");
    Checked.require(
        name != null && !name.isBlank() && name.length() <= MAX_NAME_CHARS,
        "name (expected: 1 to " + MAX_NAME_CHARS + " characters)");
    Checked.require(hue >= 0 && hue <= MAX_HUE, "hue (expected: 0 to " + MAX_HUE + ")");
  }
}
