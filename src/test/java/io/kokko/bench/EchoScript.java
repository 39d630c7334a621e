package io.kokko.bench;

/** Asks and checks answers for the clients of one loop. */
final class EchoScript implements Script {

  private static final byte[] NUMBER = Ascii.bytes("\"s\"");
  private static final byte[] TIME = Ascii.bytes("\"t\"");
  private static final byte[] PUSH = Ascii.bytes("[\"1\",\"");
  private static final byte[] QUOTE_COMMA_QUOTE = Ascii.bytes("\",\"");
  private static final byte[] TIME_IS = Ascii.bytes(",\"t\":");
  private static final byte[] FILLING_IS = Ascii.bytes(",\"x\":\"");
  private static final byte[] END = Ascii.bytes("\"}]");
  private static final byte[] QUOTES_AND_NAMES = Ascii.bytes("{\"s\":,\"t\":,\"x\":\"\"}");

  private final Echo echo;
  private final Loop loop;
  private final Latencies latencies;
  private final byte[] echoEvent;
  private final byte[] filling;
  private final Due due;

  /** By the number of the client. */
  private final long[] asked;

  private final int[] outstanding;
  private final Receipts[] receipts;
  private int next;

  EchoScript(Echo echo, Loop loop) {
    this.echo = echo;
    this.loop = loop;
    Setup setup = echo.setup();
    this.latencies = new Latencies(echo.stages());
    this.echoEvent = Ascii.bytes("\",\"" + setup.words().echoEvent() + "\",{\"s\":");
    this.filling = Ascii.filling(echo.plan().sizeBytes());
    this.due = new Due(Math.max(1e-9, echo.plan().pace().perSecond() / setup.threads()), 0);
    this.asked = new long[setup.clients()];
    this.outstanding = new int[setup.clients()];
    this.receipts = new Receipts[setup.clients()];
    for (int i = 0; i < receipts.length; i++) {
      receipts[i] = new Receipts();
    }
  }

  Latencies latencies() {
    return latencies;
  }

  void begin() {
    if (!echo.plan().pace().isOpenLoop()) {
      loop.clients().forEach(this::fill);
    }
  }

  private void fill(Client client) {
    while (echo.isRunning()
        && client.isJoined()
        && outstanding[client.index()] < echo.plan().pace().window()) {
      ask(client);
    }
  }

  private void ask(Client client) {
    long now = Clock.nanos();
    long number = ++asked[client.index()];
    outstanding[client.index()]++;
    echo.counts().sent.increment();
    Ascii text = loop.text().clear();
    text.put(PUSH).put(number + 10).put(QUOTE_COMMA_QUOTE).put(client.topic());
    text.put(echoEvent).put(number).put(TIME_IS).put(now);
    text.put(FILLING_IS).put(filling, fillingLength(number, now)).put(END);
    client.send(Client.TEXT, text.array(), text.length());
  }

  private int fillingLength(long number, long nanos) {
    int digits = Ascii.digits(number) + Ascii.digits(nanos);
    return Math.max(0, filling.length - QUOTES_AND_NAMES.length - digits);
  }

  @Override
  public long turn(long now) {
    if (!echo.isRunning() || !echo.plan().pace().isOpenLoop()) {
      return Long.MAX_VALUE;
    }
    while (due.take(now) >= 0) {
      askNext();
    }
    return due.next();
  }

  private void askNext() {
    int count = loop.clients().size();
    for (int tries = 0; tries < count; tries++) {
      next = (next + 1) % count;
      Client client = loop.clients().get(next);
      if (client.isJoined() && outstanding[client.index()] < echo.plan().pace().window()) {
        ask(client);
        return;
      }
    }
    echo.counts().skipped.increment();
  }

  @Override
  public void replied(Client client, PhoenixMessage message, long now) {
    long number = message.number(NUMBER);
    long nanos = message.number(TIME);
    if (!message.isOk()) {
      echo.counts().errors.increment();
      loop.counts().note("answered with " + message.text());
    } else if (!message.topicIs(client.topic()) || number < 1) {
      echo.counts().misrouted.increment();
    } else {
      if (nanos < 0 || !message.hasFilling(filling, fillingLength(number, nanos))) {
        echo.counts().damaged.increment();
      }
      echo.counts().count(receipts[client.index()].add(number));
      latencies.add(nanos, now);
    }
    outstanding[client.index()]--;
    fill(client);
  }

  @Override
  public void heard(Client client, PhoenixMessage message, long now) {
    loop.counts().otherMessages.increment();
  }
}
