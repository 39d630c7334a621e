package io.kokko.limit;

import io.kokko.settings.InvalidSettingException;
import io.kokko.settings.SettingReader;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Says how often something may happen: so many in so long a time, all at once or spread.
 *
 * <p>It is a bucket that holds so many tokens and gets as many back in that time, evenly. What a
 * bucket remembers is one number, the time at which it is full again: one that is full by now is
 * like one that nobody has ever used.
 *
 * @param count tokens, 1 or more
 * @param period in which an empty bucket becomes full
 * @see <a href="https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm">Generic cell rate
 *     algorithm</a>
 */
public record Rate(long count, Duration period) {

  private static final String EXPECTED = "a rate like 100/s, 600/min, 50/10s or 1 MiB/s, or off";
  private static final Pattern TEXT =
      Pattern.compile("(\\d{1,12}) *(B|kB|MB|KiB|MiB)? */ *(\\d{0,6}) *(ms|s|min|h)");

  private static final Duration LONGEST = Duration.ofDays(1);

  /** So that no sum of times can pass the end of a long. */
  private static final long MOST_NANOS = 1_000_000_000_000_000_000L;

  /** Checks that there is something to give. */
  public Rate {
    if (count < 1 || period.toMillis() < 1 || period.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          count + " in " + period + " (expected: 1 or more, in 1 ms to 1 day)");
    }
  }

  /**
   * Reads a setting such as {@code 100/s}; {@code off} is empty.
   *
   * @throws InvalidSettingException if it is neither
   */
  public static Optional<Rate> of(SettingReader reader, String section, String name) {
    String text = reader.text(name);
    if (text.toLowerCase(Locale.ROOT).equals("off")) {
      return Optional.empty();
    }
    try {
      return Optional.of(parse(text));
    } catch (IllegalArgumentException wrong) {
      throw new InvalidSettingException(section + "." + name, text, EXPECTED);
    }
  }

  private static Rate parse(String text) {
    Matcher parts = TEXT.matcher(text.strip());
    if (!parts.matches()) {
      throw new IllegalArgumentException(text);
    }
    long count = Long.parseLong(parts.group(1)) * factor(parts.group(2));
    long periods = parts.group(3).isEmpty() ? 1 : Long.parseLong(parts.group(3));
    return new Rate(count, unit(parts.group(4)).multipliedBy(periods));
  }

  private static long factor(@Nullable String unit) {
    if (unit == null) {
      return 1;
    }
    return switch (unit) {
      case "kB" -> 1000;
      case "MB" -> 1_000_000;
      case "KiB" -> 1024;
      case "MiB" -> 1024 * 1024;
      default -> 1;
    };
  }

  private static Duration unit(String unit) {
    return switch (unit) {
      case "ms" -> Duration.ofMillis(1);
      case "s" -> Duration.ofSeconds(1);
      case "min" -> Duration.ofMinutes(1);
      default -> Duration.ofHours(1);
    };
  }

  /**
   * Returns how long it takes until so many tokens are there, 0 if they are.
   *
   * <p>A bucket that is full gives more than it holds, and then owes it: otherwise what is larger
   * could never happen.
   *
   * @param fullAt when the bucket is full, in nanoseconds; no later than {@code now} if it is
   */
  public long waitNanos(long fullAt, long cost, long now) {
    long empty = Math.max(fullAt, now) - now;
    return Math.max(0, empty + nanosOf(Math.min(cost, count)) - period.toNanos());
  }

  /**
   * Returns when a bucket is full from which so many tokens were taken; what is owed is bounded by
   * some decades.
   */
  public long fullAfter(long fullAt, long cost, long now) {
    return Math.min(Math.max(fullAt, now) + nanosOf(cost), now + MOST_NANOS);
  }

  private long nanosOf(long cost) {
    return (long) Math.min((double) MOST_NANOS, (double) period.toNanos() / count * cost);
  }
}
