package io.kokko.stream;

import io.kokko.channel.StreamUnavailableException;
import io.kokko.cluster.NodeCalls;
import io.kokko.message.Position;
import io.kokko.store.Claim;
import io.kokko.store.Committed;
import io.kokko.store.Draft;
import io.kokko.store.PushKey;
import io.kokko.store.StoredMessage;
import io.kokko.store.TransactionWork;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the one node that keeps the streams of a cluster without a common store, which may be this
 * one; and answers the others when it is.
 *
 * <p>While the nodes do not agree who that is, or it does not answer, it asks again for a while. An
 * append or claim is repeated only if it cannot have taken place in the history that goes on: the
 * owner has refused it, or is not the owner any more.
 */
final class OwnerLog implements StreamLog {

  private static final String SERVICE = "kokko-streams";
  private static final Logger LOG = LoggerFactory.getLogger(OwnerLog.class);
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final StreamLog local;
  private final Owner owner;
  private final NodeCalls calls;
  private final Later later;
  private final Outage outage;
  private final Duration patience;

  OwnerLog(
      StreamLog local,
      Owner owner,
      NodeCalls calls,
      Later later,
      Outage outage,
      Duration patience) {
    this.local = local;
    this.owner = owner;
    this.calls = calls;
    this.later = later;
    this.outage = outage;
    this.patience = patience;
  }

  /** Answers other nodes from now on. */
  void start() {
    calls.serve(SERVICE, new OwnerService(local, owner)::answer);
  }

  @Override
  public CompletionStage<List<Position>> append(List<Draft> drafts) {
    return ask(
        Outage.Act.APPEND,
        () -> local.append(drafts),
        () -> OwnerCodec.append(drafts),
        in -> in.all(in::position));
  }

  @Override
  public CompletionStage<Map<String, Position>> positions(Collection<String> topics) {
    return ask(
        Outage.Act.POSITIONS,
        () -> local.positions(topics),
        () -> OwnerCodec.positions(topics),
        OwnerLog::positions);
  }

  private static Map<String, Position> positions(BytesIn in) {
    Map<String, Position> positions = new HashMap<>();
    in.all(() -> positions.put(in.text(), in.position()) == null);
    return positions;
  }

  @Override
  public CompletionStage<Optional<List<StoredMessage>>> read(
      String topic, Position after, int limit) {
    return ask(
        Outage.Act.READ,
        () -> local.read(topic, after, limit),
        () -> OwnerCodec.read(topic, after, limit),
        in ->
            in.octet() == 0
                ? Optional.<List<StoredMessage>>empty()
                : Optional.of(in.all(() -> in.message(topic))));
  }

  @Override
  public CompletionStage<Claim> claim(PushKey key, Duration window) {
    return ask(
        Outage.Act.CLAIM,
        () -> local.claim(key, window),
        () -> OwnerCodec.claim(key, window),
        OwnerLog::claim);
  }

  private static Claim claim(BytesIn in) {
    return switch (in.octet()) {
      case OwnerCodec.GRANTED -> new Claim.Granted();
      case OwnerCodec.ANSWERED -> new Claim.Answered(in.text());
      default -> new Claim.Running();
    };
  }

  @Override
  public CompletionStage<Done> answer(PushKey key, String reply) {
    return ask(
        Outage.Act.CLAIM,
        () -> local.answer(key, reply),
        () -> OwnerCodec.answer(key, reply),
        in -> Done.getInstance());
  }

  @Override
  public CompletionStage<Done> release(PushKey key) {
    return ask(
        Outage.Act.CLAIM,
        () -> local.release(key),
        () -> OwnerCodec.release(key),
        in -> Done.getInstance());
  }

  @Override
  public <T> CompletionStage<Committed<T>> transaction(TransactionWork<T> work) {
    if (owner.isSelf()) {
      return local.transaction(work);
    }
    StreamUnavailableException elsewhere =
        new StreamUnavailableException(
            "a transaction on another node than "
                + owner.name()
                + ", which keeps the streams of all (expected: there, or a database that all nodes"
                + " share as kokko.streams.store.url)",
            null);
    LOG.warn("{}", elsewhere.getMessage());
    return CompletableFuture.failedFuture(elsewhere);
  }

  private <T> CompletionStage<T> ask(
      Outage.Act act,
      Supplier<CompletionStage<T>> here,
      Supplier<byte[]> question,
      Function<BytesIn, T> decode) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    new Ask<>(act, here, question, decode, answer, System.nanoTime()).run();
    return answer;
  }

  /** One question, until it is answered or patience ends. */
  private final class Ask<T> {

    private final Outage.Act act;
    private final Supplier<CompletionStage<T>> here;
    private final Supplier<byte[]> question;
    private final Function<BytesIn, T> decode;
    private final CompletableFuture<T> answer;
    private final long started;

    Ask(
        Outage.Act act,
        Supplier<CompletionStage<T>> here,
        Supplier<byte[]> question,
        Function<BytesIn, T> decode,
        CompletableFuture<T> answer,
        long started) {
      this.act = act;
      this.here = here;
      this.question = question;
      this.decode = decode;
      this.answer = answer;
      this.started = started;
    }

    void run() {
      String asked = owner.name();
      if (owner.isSelf()) {
        here.get().whenComplete(this::complete);
        return;
      }
      calls
          .call(asked, SERVICE, question.get(), patience)
          .whenComplete((bytes, failure) -> onAnswer(asked, bytes, failure));
    }

    private void onAnswer(String asked, byte @Nullable [] bytes, @Nullable Throwable failure) {
      if (bytes == null) {
        boolean unknown = happensOnce() && owner.name().equals(asked);
        againUnless(unknown, new StreamUnavailableException(asked + " does not answer", failure));
        return;
      }
      BytesIn in = new BytesIn(bytes);
      switch (in.octet()) {
        case OwnerCodec.OK -> complete(decode.apply(in), null);
        case OwnerCodec.NOT_OWNER ->
            againUnless(
                false, new StreamUnavailableException(asked + " does not keep streams", null));
        default -> complete(null, new StreamUnavailableException(asked + ": " + in.text(), null));
      }
    }

    private boolean happensOnce() {
      return act == Outage.Act.APPEND || act == Outage.Act.CLAIM;
    }

    private void againUnless(boolean hopeless, StreamUnavailableException failure) {
      if (hopeless || System.nanoTime() - started > patience.toNanos()) {
        outage.note(act, failure);
        complete(null, failure);
      } else {
        later.run(PAUSE, this::run);
      }
    }

    private void complete(@Nullable T result, @Nullable Throwable failure) {
      if (failure != null) {
        answer.completeExceptionally(failure);
      } else {
        outage.worked(act);
        answer.complete(result);
      }
    }
  }
}
