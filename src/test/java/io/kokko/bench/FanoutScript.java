package io.kokko.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Shouts and listens for the clients of one loop. */
final class FanoutScript implements Script {

  private static final int KNOWN_FRAMES = 16;
  private static final int MAX_UNSENT_BYTES = 4 << 20;
  private static final long STALL_CHECK_NANOS = 100 * Clock.MILLI;

  private static final byte[] PUBLISHER = Ascii.bytes("\"p\"");
  private static final byte[] NUMBER = Ascii.bytes("\"s\"");
  private static final byte[] TIME = Ascii.bytes("\"t\"");
  private static final byte[] PUSH = Ascii.bytes("[\"1\",\"");
  private static final byte[] QUOTE_COMMA_QUOTE = Ascii.bytes("\",\"");
  private static final byte[] NUMBER_IS = Ascii.bytes(",\"s\":");
  private static final byte[] TIME_IS = Ascii.bytes(",\"t\":");
  private static final byte[] FILLING_IS = Ascii.bytes(",\"x\":\"");
  private static final byte[] END = Ascii.bytes("\"}]");
  private static final byte[] QUOTES_AND_NAMES = Ascii.bytes("{\"p\":,\"s\":,\"t\":,\"x\":\"\"}");

  /** A shout that has come before: each receiver gets the same bytes. */
  private static final class Known {
    byte[] frame = {};
    long publisher;
    long number;
    long sentNanos;
  }

  private final Fanout fanout;
  private final Loop loop;
  private final Latencies latencies;
  private final Histogram sendLag = new Histogram();
  private final List<Publisher> publishers = new ArrayList<>();
  private final byte[] shoutEvent;
  private final byte[] shoutName;
  private final byte[] filling;
  private final Known[] known =
      IntStream.range(0, KNOWN_FRAMES).mapToObj(i -> new Known()).toArray(Known[]::new);

  private int guess;
  private int oldest;
  private long stallsChecked;

  FanoutScript(Fanout fanout, Loop loop) {
    this.fanout = fanout;
    this.loop = loop;
    this.latencies = new Latencies(fanout.stages());
    this.shoutName = Ascii.bytes(fanout.setup().words().shoutEvent());
    this.shoutEvent = Ascii.bytes("\",\"" + fanout.setup().words().shoutEvent() + "\",{\"p\":");
    this.filling = Ascii.filling(fanout.plan().sizeBytes());
  }

  void add(Publisher publisher) {
    publishers.add(publisher);
  }

  Latencies latencies() {
    return latencies;
  }

  Histogram sendLag() {
    return sendLag;
  }

  // --- Out ---

  void begin() {
    if (!fanout.plan().pace().isOpenLoop()) {
      publishers.forEach(this::advance);
    }
  }

  private void advance(Publisher publisher) {
    publisher.advance(fanout.needed(publisher), Clock.nanos());
    while (fanout.isRunning()
        && publisher.outstanding() < fanout.plan().pace().window()
        && shout(publisher)) {}
  }

  private boolean shout(Publisher publisher) {
    Client client = publisher.client();
    if (!client.isJoined() || client.unsentBytes() > MAX_UNSENT_BYTES) {
      fanout.counts().skipped.increment();
      return false;
    }
    long now = Clock.nanos();
    long number = publisher.next(now);
    fanout.counts().sent.increment();
    Ascii text = loop.text().clear();
    text.put(PUSH).put(number + 10).put(QUOTE_COMMA_QUOTE).put(client.topic());
    text.put(shoutEvent).put(publisher.id()).put(NUMBER_IS).put(number).put(TIME_IS).put(now);
    text.put(FILLING_IS).put(filling, fillingLength(publisher.id(), number, now)).put(END);
    client.send(Client.TEXT, text.array(), text.length());
    return true;
  }

  private int fillingLength(long publisher, long number, long nanos) {
    int digits = Ascii.digits(publisher) + Ascii.digits(number) + Ascii.digits(nanos);
    return Math.max(0, filling.length - QUOTES_AND_NAMES.length - digits);
  }

  @Override
  public long turn(long now) {
    if (!fanout.isRunning()) {
      return Long.MAX_VALUE;
    }
    return fanout.plan().pace().isOpenLoop() ? shoutDue(now) : giveUp(now);
  }

  private long shoutDue(long now) {
    long next = Long.MAX_VALUE;
    for (Publisher publisher : publishers) {
      for (long due = publisher.due().take(now); due >= 0; due = publisher.due().take(now)) {
        if (shout(publisher) && fanout.stages().of(now) >= 0) {
          sendLag.add(Clock.nanos() - due);
        }
      }
      next = Math.min(next, publisher.due().next());
    }
    return next;
  }

  private long giveUp(long now) {
    if (now - stallsChecked > STALL_CHECK_NANOS) {
      stallsChecked = now;
      for (Publisher publisher : publishers) {
        if (publisher.giveUp(now, fanout.plan().pace().stallNanos())) {
          fanout.counts().stalls.increment();
          advance(publisher);
        }
      }
    }
    return Long.MAX_VALUE;
  }

  // --- In ---

  @Override
  public boolean knows(Client client, byte[] bytes, int from, int to, long now) {
    for (int i = 0; i < KNOWN_FRAMES; i++) {
      int place = (guess + i) % KNOWN_FRAMES;
      Known frame = known[place];
      if (frame.frame.length == to - from
          && Arrays.equals(frame.frame, 0, to - from, bytes, from, to)) {
        guess = place + 1;
        heard(client, frame.publisher, frame.number, frame.sentNanos, now);
        return true;
      }
    }
    return false;
  }

  @Override
  public void heard(Client client, PhoenixMessage message, long now) {
    if (!message.eventIs(shoutName)) {
      loop.counts().otherMessages.increment();
      return;
    }
    long publisher = message.number(PUBLISHER);
    long number = message.number(NUMBER);
    long nanos = message.number(TIME);
    if (!message.topicIs(client.topic()) || fanout.heardBy(client, publisher) == null) {
      fanout.counts().misrouted.increment();
    } else if (number < 1
        || nanos < 0
        || !message.hasFilling(filling, fillingLength(publisher, number, nanos))) {
      fanout.counts().damaged.increment();
    } else {
      remember(message.bytes(), publisher, number, nanos);
      heard(client, publisher, number, nanos, now);
    }
  }

  private void remember(byte[] frame, long publisher, long number, long sentNanos) {
    Known place = known[oldest];
    place.frame = frame;
    place.publisher = publisher;
    place.number = number;
    place.sentNanos = sentNanos;
    oldest = (oldest + 1) % KNOWN_FRAMES;
  }

  private void heard(Client client, long id, long number, long sentNanos, long now) {
    if (!fanout.receives(client)) {
      return;
    }
    Publisher publisher = fanout.heardBy(client, id);
    if (publisher == null) {
      fanout.counts().misrouted.increment();
      return;
    }
    Receipts.Kind kind = fanout.receipts(client.index(), publisher).add(number);
    fanout.counts().count(kind);
    if (!client.isDeaf()) {
      latencies.add(sentNanos, now);
    }
    if (kind != Receipts.Kind.DOUBLED && !fanout.plan().pace().isOpenLoop()) {
      arrived(publisher, number);
    }
  }

  private void arrived(Publisher publisher, long number) {
    if (publisher.arrived(number, fanout.needed(publisher))) {
      Loop own = publisher.client().loop();
      if (own == loop) {
        advance(publisher);
      } else if (publisher.wake()) {
        own.execute(other -> ((FanoutScript) other.script()).advance(publisher));
      }
    }
  }

  @Override
  public void ended(Client client, boolean orderly, long now) {
    fanout.gone(client);
  }
}
