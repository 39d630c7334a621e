package io.kokko.bench;

import java.util.concurrent.atomic.LongAdder;

/** Counts what was sent and how it arrived. Any thread may use it. */
final class DeliveryCounts {

  final LongAdder sent = new LongAdder();

  /** Everything that came, doubled ones too. */
  final LongAdder received = new LongAdder();

  final LongAdder doubled = new LongAdder();
  final LongAdder outOfOrder = new LongAdder();
  final LongAdder tooLate = new LongAdder();
  final LongAdder misrouted = new LongAdder();
  final LongAdder damaged = new LongAdder();

  /** Requests that were answered with an error. */
  final LongAdder errors = new LongAdder();

  /** What was due and not sent, since the one before was not even off. */
  final LongAdder skipped = new LongAdder();

  /** How often a publisher gave up on what was missing, and went on. */
  final LongAdder stalls = new LongAdder();

  /** Counts what came by its number; a gap alone is nothing yet, since it may come late. */
  void count(Receipts.Kind kind) {
    received.increment();
    switch (kind) {
      case NEXT, AFTER_GAP -> {}
      case LATE -> outOfOrder.increment();
      case DOUBLED -> doubled.increment();
      case TOO_LATE -> {
        outOfOrder.increment();
        tooLate.increment();
      }
    }
  }

  void report(Figures figures) {
    figures
        .add("dup", doubled.sum())
        .add("out_of_order", outOfOrder.sum())
        .add("too_late_to_classify", tooLate.sum())
        .add("misrouted", misrouted.sum())
        .add("damaged", damaged.sum())
        .add("errors", errors.sum())
        .add("skipped", skipped.sum())
        .add("stalls", stalls.sum());
  }

  /** Returns how many deliveries were wrong. */
  long faults() {
    return doubled.sum() + outOfOrder.sum() + misrouted.sum() + damaged.sum() + errors.sum();
  }
}
