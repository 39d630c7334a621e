package io.kokko.loop;

/**
 * Keeps when the connections of a loop are to be alarmed, at the same price however many there are:
 * to set an alarm, to forget it and to ring it.
 *
 * <p>A wheel with a slot for each tick of a minute or so; what is further away stays where it is
 * for as many turns. Alarms of the same tick ring together, a little later than they were set for,
 * and never earlier. Times are milliseconds of the loop's clock. One thread at a time may use it.
 */
final class Alarms {

  /** There is no alarm. */
  static final long NEVER = Long.MAX_VALUE;

  /** A tick is 32 ms. */
  private static final int TICK_BITS = 5;

  private static final long TICK = 1L << TICK_BITS;
  private static final int SLOTS = 2048;

  private final Slot[] slots = new Slot[SLOTS];
  private int count;
  private long next = NEVER;

  /** The last tick that was rung. */
  private long rung;

  Alarms() {
    for (int i = 0; i < SLOTS; i++) {
      slots[i] = new Slot();
    }
  }

  /** Rings somebody at a time or a little later; what was set before is forgotten. */
  void set(Alarmed who, long time) {
    cancel(who);
    who.tick = Math.max(rung + 1, (time + TICK - 1) >> TICK_BITS);
    putBefore(slot(who.tick), who);
    count++;
    next = Math.min(next, who.tick << TICK_BITS);
  }

  /** Forgets the alarm of somebody, if there is one. */
  void cancel(Alarmed who) {
    if (who.after != who) {
      unlink(who);
      count--;
    }
  }

  /** Returns the time at which to {@link #ring}, which may turn out to be too early, or NEVER. */
  long next() {
    return next;
  }

  /** Rings all whose time has come. */
  void ring(long now) {
    long current = now >> TICK_BITS;
    for (long tick = Math.max(rung + 1, current - SLOTS + 1); tick <= current; tick++) {
      rung = tick;
      ringSlot(tick, current);
    }
    next = findNext();
  }

  /** Who is rung may set and cancel any alarm. */
  private void ringSlot(long tick, long current) {
    Slot slot = slot(tick);
    if (slot.after == slot) {
      return;
    }
    Slot taken = new Slot();
    putBefore(slot, taken);
    unlink(slot);
    while (taken.after != taken) {
      Alarmed who = taken.after;
      unlink(who);
      if (who.tick > current) {
        putBefore(slot, who);
      } else {
        count--;
        who.ring();
      }
    }
  }

  private long findNext() {
    for (long tick = rung + 1; count > 0 && tick <= rung + SLOTS; tick++) {
      Slot slot = slot(tick);
      if (slot.after != slot) {
        return tick << TICK_BITS;
      }
    }
    return NEVER;
  }

  private Slot slot(long tick) {
    return slots[(int) (tick & (SLOTS - 1))];
  }

  private static void putBefore(Alarmed place, Alarmed who) {
    who.before = place.before;
    who.after = place;
    place.before.after = who;
    place.before = who;
  }

  private static void unlink(Alarmed who) {
    who.before.after = who.after;
    who.after.before = who.before;
    who.before = who;
    who.after = who;
  }

  /** Begins and ends a ring. */
  private static final class Slot extends Alarmed {

    @Override
    void ring() {
      throw new IllegalStateException("a slot has no alarm");
    }
  }
}
