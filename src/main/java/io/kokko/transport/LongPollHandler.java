package io.kokko.transport;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.TimeoutAccess;
import org.jspecify.annotations.Nullable;

/**
 * Answers the requests of clients that cannot have a WebSocket, and poll instead.
 *
 * @see <a
 *     href="https://github.com/phoenixframework/phoenix/blob/v1.8/lib/phoenix/transports/long_poll.ex">Phoenix.Transports.LongPoll</a>
 */
final class LongPollHandler {

  private static final int TOO_MANY_REQUESTS = 429;
  private static final String TOKEN_HEADER = "x-phoenix-longpoll-token";

  private final InetSocketAddress peer;
  private final ServerContext server;
  private final ActorSystem<?> system;
  private final LongPollSessions sessions;

  private final PollWatch poll;

  LongPollHandler(
      InetSocketAddress peer, ServerContext server, ActorSystem<?> system, PollWatch poll) {
    this.peer = peer;
    this.server = server;
    this.system = system;
    this.sessions = LongPollSessions.of(system);
    this.poll = poll;
  }

  CompletionStage<HttpResponse> handle(HttpRequest request, UpgradeRequest head) {
    if (QueryParams.parse(head.query()).isEmpty()) {
      return answer(request, LongPollResponse.empty(400));
    }
    if (!Admission.isOriginAllowed(head)) {
      return answer(request, LongPollResponse.status(403));
    }
    return switch (request.method().name()) {
      case "OPTIONS" -> answer(request, preflight(head));
      case "GET" -> get(request, head);
      case "POST" -> post(request, head);
      default -> answer(request, LongPollResponse.empty(400));
    };
  }

  private CompletionStage<HttpResponse> answer(HttpRequest request, HttpResponse response) {
    request.discardEntityBytes(system);
    return CompletableFuture.completedFuture(response);
  }

  private static HttpResponse preflight(UpgradeRequest head) {
    return LongPollResponse.preflight(
        String.join(", ", head.values("access-control-request-headers")));
  }

  /** Goes on with the session that the token names, or starts one. */
  private CompletionStage<HttpResponse> get(HttpRequest request, UpgradeRequest head) {
    request.discardEntityBytes(system);
    allow(
        request,
        server.longPoll().window().plus(server.settings().handshakeTimeout()).plusSeconds(10));
    return resume(head).thenCompose(token -> token == null ? await(head) : listen(token));
  }

  /** Returns what the request presents, or null if that leads to no session. */
  private CompletionStage<@Nullable LongPollToken> resume(UpgradeRequest head) {
    Optional<LongPollToken> token = presented(head).flatMap(sessions::verify);
    return token.isEmpty()
        ? CompletableFuture.completedFuture(null)
        : sessions.exists(token.get()).thenApply(exists -> exists ? token.get() : null);
  }

  /** Newer clients send it as a header, to keep it out of logs. */
  private static Optional<String> presented(UpgradeRequest head) {
    return head.values(TOKEN_HEADER).stream()
        .findFirst()
        .or(
            () ->
                QueryParams.parse(head.query())
                    .flatMap(params -> Optional.ofNullable(params.get("token"))));
  }

  private CompletionStage<HttpResponse> listen(LongPollToken token) {
    long id = ThreadLocalRandom.current().nextLong();
    CompletionStage<Polled> polled = sessions.poll(token, id);
    // After the poll, so that the session never hears of its loss first.
    poll.polled(() -> sessions.lost(token, id));
    return polled.thenApply(messages -> answer(token, messages));
  }

  private HttpResponse answer(LongPollToken token, Polled polled) {
    return LongPollResponse.messages(
        polled.status(), sessions.sign(token.at(polled.position())), polled.messages());
  }

  /** A session is let in by the gate as a WebSocket is. */
  private CompletionStage<HttpResponse> await(UpgradeRequest head) {
    if (server.gate().isClosed()) {
      return CompletableFuture.completedFuture(LongPollResponse.failed());
    }
    return server
        .gate()
        .enter(system.executionContext()::execute, poll::polled)
        .thenCompose(in -> open(head));
  }

  private CompletionStage<HttpResponse> open(UpgradeRequest head) {
    if (server.gate().isClosed()) {
      return CompletableFuture.completedFuture(LongPollResponse.failed());
    }
    Admission admission =
        LongPollAdmission.decide(head, peer, server.settings().handshakeTimeout());
    return admission instanceof Admission.Undecided undecided
        ? undecided.decision().thenCompose(this::open)
        : open((Admission.Decided) admission);
  }

  private CompletionStage<HttpResponse> open(Admission.Decided admission) {
    if (admission instanceof Admission.Denied denied) {
      return CompletableFuture.completedFuture(refusal(denied.refusal().status()));
    }
    Admission.Admitted admitted = (Admission.Admitted) admission;
    CompletableFuture<Optional<String>> session = new CompletableFuture<>();
    server
        .longPolls()
        .tell(
            new LongPollSupervisor.Open(admitted.accepted(), admitted.serializer(), peer, session));
    return session.thenApply(this::opened);
  }

  private static HttpResponse refusal(int status) {
    if (status == 400) {
      return LongPollResponse.empty(status);
    }
    boolean refused = status < 500 && status != TOO_MANY_REQUESTS;
    return refused ? LongPollResponse.status(403) : LongPollResponse.failed();
  }

  private HttpResponse opened(Optional<String> session) {
    return session
        .map(name -> sessions.sign(sessions.token(name)))
        .map(token -> LongPollResponse.messages(410, token, List.of()))
        .orElseGet(LongPollResponse::failed);
  }

  private CompletionStage<HttpResponse> post(HttpRequest request, UpgradeRequest head) {
    Duration patience = server.settings().idleTimeout();
    allow(request, patience.plus(server.longPoll().window()).plusSeconds(10));
    return resume(head)
        .thenCompose(
            token ->
                token == null
                    ? answer(request, LongPollResponse.status(410))
                    : receive(request, token, patience));
  }

  private CompletionStage<HttpResponse> receive(
      HttpRequest request, LongPollToken token, Duration patience) {
    int maxBytes = server.longPoll().maxBodyBytes();
    String contentType = request.entity().getContentType().toString();
    return request
        .entity()
        .withSizeLimit(maxBytes)
        .toStrict(patience.toMillis(), maxBytes, system)
        .handle((body, tooLarge) -> Optional.ofNullable(body))
        .thenCompose(
            body ->
                body.flatMap(
                        whole -> LongPollBody.read(contentType, whole.getData().toArrayUnsafe()))
                    .map(frames -> sessions.post(token, frames))
                    .map(status -> status.thenApply(LongPollResponse::status))
                    .orElseGet(
                        () -> CompletableFuture.completedFuture(LongPollResponse.empty(400))));
  }

  /** Lets a request take its time, whatever Pekko HTTP lets others take. */
  private static void allow(HttpRequest request, Duration time) {
    request
        .getHeader(TimeoutAccess.class)
        .ifPresent(header -> header.timeoutAccess().updateTimeout(time));
  }
}
