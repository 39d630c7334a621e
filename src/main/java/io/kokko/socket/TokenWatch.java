package io.kokko.socket;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.kokko.channel.ChannelActor;
import io.kokko.channel.CloseCode;
import io.kokko.channel.Reply;
import io.kokko.channel.Wire;
import io.kokko.message.Event;
import io.kokko.message.Message;
import io.kokko.message.Payload;
import io.kokko.message.PayloadException;
import io.kokko.message.Ref;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.Cancellable;
import org.jspecify.annotations.Nullable;

/**
 * Watches over the token of one socket: tells the client before it expires, takes the next one, and
 * ends what may not go on without. It serves the topic {@code phoenix:session}. The socket's actor
 * uses it.
 *
 * @param <A> the assigns
 */
final class TokenWatch<A> {

  /** What it needs of its socket. */
  interface Host<A> {

    A assigns();

    /** Goes on with other assigns, and ends the channels that they do not allow. */
    void assign(A assigns);

    Optional<String> id(A assigns);

    void send(Message message);

    void answer(ChannelActor.Incoming incoming, @Nullable Ref joinRef, Reply reply);

    void close(CloseCode code);

    /** Runs something in the socket's actor, later. */
    Cancellable schedule(Duration delay, Runnable task);

    /** Runs something in the socket's actor when a stage completes. */
    <T> void whenDone(CompletionStage<T> stage, Done<T> then);

    /** The application failed. */
    void failed(@Nullable Throwable failure);
  }

  /** Takes what became of a stage: a result, or a failure. */
  interface Done<T> {
    void accept(@Nullable T result, @Nullable Throwable failure);
  }

  private record Left(@JsonProperty("expires_in_ms") @Nullable Long expiresInMs) {}

  /** So that no timer is too long for Pekko; it is set again then. */
  private static final Duration LONGEST = Duration.ofDays(1);

  private final TokenPolicy<A> policy;
  private final TokenSubscription<A> subscription;
  private final Host<A> host;

  private boolean joined;
  private @Nullable Ref joinRef;

  /** A refresh whose token is being looked at. */
  private ChannelActor.@Nullable Incoming pending;

  private @Nullable Instant expiry;
  private boolean told;
  private @Nullable Cancellable timer;

  TokenWatch(TokenPolicy<A> policy, TokenSubscription<A> subscription, Host<A> host) {
    this.policy = policy;
    this.subscription = subscription;
    this.host = host;
  }

  /** Starts with the token of the assigns that the socket has now. */
  void start() {
    start(policy.expiry(host.assigns()));
  }

  private void start(@Nullable Instant end) {
    subscription.follow(host.assigns());
    expiry = end;
    told = false;
    setTimer();
  }

  private void setTimer() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
    Instant end = expiry;
    if (end != null && !end.equals(Instant.MAX)) {
      Instant next = told ? end : end.minus(policy.notice());
      Duration delay = Duration.between(Instant.now(), next);
      Duration bounded = delay.compareTo(LONGEST) > 0 ? LONGEST : delay;
      timer = host.schedule(bounded.isNegative() ? Duration.ZERO : bounded, this::onTime);
    }
  }

  private void onTime() {
    Instant end = expiry;
    if (end == null) {
      // It was on its way when a token without an end came.
      return;
    }
    Instant now = Instant.now();
    if (!now.isBefore(end)) {
      expired();
      return;
    }
    if (!told && !now.isBefore(end.minus(policy.notice()))) {
      told = true;
      push(Event.TOKEN_EXPIRING);
    }
    setTimer();
  }

  private void expired() {
    UnaryOperator<A> lessen = policy.afterExpiry();
    if (lessen == null) {
      host.close(CloseCode.TOKEN_EXPIRED);
      return;
    }
    expiry = null;
    push(Event.TOKEN_EXPIRED);
    host.assign(lessen.apply(host.assigns()));
    subscription.follow(host.assigns());
  }

  private void push(String event) {
    if (joined) {
      host.send(new Message.Push(joinRef, null, Event.SESSION_TOPIC, event, left()));
    }
  }

  /** Says how long is left; null if there is no end. */
  private Payload left() {
    Instant end = expiry;
    if (end == null || end.equals(Instant.MAX)) {
      return Payload.of(new Left(null));
    }
    return Payload.of(new Left(Math.max(0, Duration.between(Instant.now(), end).toMillis())));
  }

  /** Takes what the client says on the topic. */
  void on(ChannelActor.Incoming incoming) {
    Message.Push push = incoming.push();
    switch (push.event()) {
      case Event.JOIN -> join(incoming);
      case Event.LEAVE -> leave(incoming);
      case Event.REFRESH -> {
        if (joined) {
          refresh(incoming);
        } else {
          host.answer(incoming, null, Wire.UNMATCHED_TOPIC);
        }
      }
      default -> host.answer(incoming, null, Wire.UNMATCHED_TOPIC);
    }
  }

  private void join(ChannelActor.Incoming incoming) {
    Ref before = joinRef;
    boolean again = joined;
    joined = true;
    joinRef = incoming.push().joinRef();
    host.answer(incoming, joinRef, Reply.ok(left()));
    if (again) {
      host.send(
          new Message.Push(before, before, Event.SESSION_TOPIC, Event.CLOSE, Payload.empty()));
    }
    if (told) {
      push(Event.TOKEN_EXPIRING);
    }
  }

  private void leave(ChannelActor.Incoming incoming) {
    Ref ref = incoming.push().joinRef();
    host.answer(incoming, ref, Reply.ok());
    if (joined) {
      joined = false;
      host.send(
          new Message.Push(joinRef, joinRef, Event.SESSION_TOPIC, Event.CLOSE, Payload.empty()));
    }
  }

  private void refresh(ChannelActor.Incoming incoming) {
    if (pending != null) {
      host.answer(incoming, joinRef, Wire.REFRESH_UNDER_WAY);
      return;
    }
    Optional<String> token = token(incoming.push().payload());
    if (token.isEmpty()) {
      host.answer(incoming, joinRef, Wire.TOKEN_REFUSED);
      return;
    }
    pending = incoming;
    ConnectResult<A> result;
    try {
      result = policy.refresh(host.assigns(), token.get());
    } catch (Exception crash) {
      decide(null, crash);
      return;
    }
    decide(result, null);
  }

  private static Optional<String> token(Payload payload) {
    try {
      return Optional.ofNullable(payload.json().path("token").textValue());
    } catch (PayloadException binary) {
      return Optional.empty();
    }
  }

  private void decide(@Nullable ConnectResult<A> result, @Nullable Throwable failure) {
    if (result instanceof ConnectResult.Later<A> later) {
      host.whenDone(later.result(), this::decide);
      return;
    }
    ChannelActor.Incoming asked = Objects.requireNonNull(pending);
    pending = null;
    if (result instanceof ConnectResult.Ok<A> ok) {
      host.answer(asked, joinRef, accept(ok.assigns()));
    } else if (result instanceof ConnectResult.Refused<A> refused) {
      host.answer(asked, joinRef, refused.reason().map(Reply::error).orElse(Wire.TOKEN_REFUSED));
    } else {
      host.answer(asked, joinRef, crashed(failure));
    }
  }

  private Reply crashed(@Nullable Throwable failure) {
    host.failed(failure);
    return Wire.REFRESH_CRASHED;
  }

  /** Asks all that the application has to say of a token before anything changes. */
  private Reply accept(A assigns) {
    Instant end;
    try {
      if (!isForThisSocket(assigns)) {
        return Wire.TOKEN_REFUSED;
      }
      end = policy.expiry(assigns);
    } catch (RuntimeException crash) {
      return crashed(crash);
    }
    host.assign(assigns);
    start(end);
    return Reply.ok(left());
  }

  /** A token of somebody else would leave the socket under the first one's id. */
  private boolean isForThisSocket(A assigns) {
    return host.id(assigns).equals(host.id(host.assigns())) && !subscription.isRevoked(assigns);
  }

  /** The socket ends. */
  void stop() {
    subscription.close();
    if (timer != null) {
      timer.cancel();
    }
  }
}
