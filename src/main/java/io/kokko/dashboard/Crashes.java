package io.kokko.dashboard;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Writes crashes out, which is done when somebody asks, so that a thousand of them cost little. */
final class Crashes {

  private static final int MOST_TEXT = 4_000;

  /** One, when it was, in milliseconds since 1970. */
  record Happened(long at, String topic, Throwable cause) {}

  static NodeReport.Crash report(Happened crash) {
    StringWriter stack = new StringWriter();
    crash.cause().printStackTrace(new PrintWriter(stack));
    return new NodeReport.Crash(
        crash.at(),
        crash.topic(),
        Texts.name(crash.cause().toString()),
        Texts.cut(stack + "", MOST_TEXT));
  }

  private Crashes() {}
}
