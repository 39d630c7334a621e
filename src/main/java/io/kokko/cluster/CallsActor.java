package io.kokko.cluster;

import io.kokko.cluster.CallMessage.Kind;
import io.kokko.cluster.CallMessage.Part;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/** Carries the questions and answers of one node, in parts that fit into a frame. */
final class CallsActor extends AbstractBehavior<CallsActor.Command> {

  /** What it is told. */
  sealed interface Command permits CallMessage, Ask, Answered, Forget {}

  /** Sends a question; the future gets the answer. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Ask(
      String nodeName,
      String address,
      String service,
      byte[] question,
      Duration patience,
      CompletableFuture<byte[]> answer)
      implements Command {}

  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Answered(Part question, byte @Nullable [] answer) implements Command {}

  private record Forget(String key) implements Command {}

  /** A question whose answer is not here yet. */
  private record Open(Ask ask, Assembly answer) {}

  /** How long the parts of a question may take to arrive. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  static Behavior<Command> create(
      String address, Peers peers, Map<String, NodeCalls.Service> services, int maxPartBytes) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new CallsActor(context, timers, address, peers, services, maxPartBytes)));
  }

  private final TimerScheduler<Command> timers;
  private final String address;
  private final Peers peers;
  private final Map<String, NodeCalls.Service> services;
  private final int maxPartBytes;
  private final Map<String, Open> open = new HashMap<>();
  private final Map<String, Assembly> questions = new HashMap<>();
  private long lastCall;

  private CallsActor(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      String address,
      Peers peers,
      Map<String, NodeCalls.Service> services,
      int maxPartBytes) {
    super(context);
    this.timers = timers;
    this.address = address;
    this.peers = peers;
    this.services = services;
    this.maxPartBytes = maxPartBytes;
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Ask.class, this::onAsk)
        .onMessage(Part.class, this::onPart)
        .onMessage(Answered.class, this::onAnswered)
        .onMessage(Forget.class, this::onForget)
        .build();
  }

  private Behavior<Command> onAsk(Ask ask) {
    String call = Long.toString(++lastCall);
    open.put(call, new Open(ask, new Assembly()));
    timers.startSingleTimer(call, new Forget(call), ask.patience());
    send(ask.address(), Kind.QUESTION, call, ask.service(), ask.question());
    return this;
  }

  private Behavior<Command> onPart(Part part) {
    if (part.kind() == Kind.QUESTION) {
      onQuestion(part);
    } else {
      onAnswer(part);
    }
    return this;
  }

  private void onQuestion(Part part) {
    String key = part.from() + "#" + part.call();
    if (part.number() == 0 && part.count() > 1) {
      timers.startSingleTimer(key, new Forget(key), PATIENCE);
    }
    Assembly assembly = questions.computeIfAbsent(key, absent -> new Assembly());
    assembly.add(part).ifPresent(question -> handle(part, question));
    if (part.number() == part.count() - 1) {
      forget(key);
    }
  }

  private void handle(Part part, byte[] question) {
    getContext()
        .pipeToSelf(
            answer(part.service(), question),
            (answer, failure) -> new Answered(part, failure == null ? answer : null));
  }

  private CompletionStage<byte[]> answer(String service, byte[] question) {
    NodeCalls.Service serving = services.get(service);
    if (serving == null) {
      return CompletableFuture.failedFuture(
          new CallFailedException(address, service, "nobody serves it here"));
    }
    try {
      return serving.answer(question);
    } catch (RuntimeException crash) {
      getContext().getLog().error("answer to a call of \"{}\"", service, crash);
      return CompletableFuture.failedFuture(crash);
    }
  }

  private Behavior<Command> onAnswered(Answered answered) {
    Part question = answered.question();
    byte[] answer = answered.answer();
    Kind kind = answer == null ? Kind.FAILURE : Kind.ANSWER;
    send(
        question.from(),
        kind,
        question.call(),
        question.service(),
        answer == null ? new byte[0] : answer);
    return this;
  }

  private void onAnswer(Part part) {
    Open asked = open.get(part.call());
    if (asked == null) {
      return;
    }
    if (part.kind() == Kind.FAILURE) {
      fail(part.call(), "it failed there");
    } else {
      asked
          .answer()
          .add(part)
          .ifPresent(
              answer -> {
                asked.ask().answer().complete(answer);
                forget(part.call());
              });
    }
  }

  private Behavior<Command> onForget(Forget forget) {
    fail(forget.key(), "no answer in time");
    forget(forget.key());
    return this;
  }

  private void fail(String call, String reason) {
    Open asked = open.get(call);
    if (asked != null) {
      Ask ask = asked.ask();
      ask.answer()
          .completeExceptionally(new CallFailedException(ask.nodeName(), ask.service(), reason));
      forget(call);
    }
  }

  private void forget(String key) {
    timers.cancel(key);
    open.remove(key);
    questions.remove(key);
  }

  private void send(String to, Kind kind, String call, String service, byte[] content) {
    ByteString all = ByteString.fromArrayUnsafe(content);
    int count = Math.max(1, (content.length + maxPartBytes - 1) / maxPartBytes);
    for (int number = 0; number < count; number++) {
      ByteString part = all.slice(number * maxPartBytes, (number + 1) * maxPartBytes);
      peers.calls(to).tell(new Part(kind, address, call, service, number, count, part));
    }
  }
}
