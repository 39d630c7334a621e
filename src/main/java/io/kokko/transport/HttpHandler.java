package io.kokko.transport;

import io.kokko.socket.ConnectInfo.Header;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.RemoteAddress;
import org.apache.pekko.http.javadsl.model.StatusCode;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.util.ByteString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the requests of one connection that Pekko HTTP has parsed. */
final class HttpHandler {

  private static final Logger LOG = LoggerFactory.getLogger(HttpHandler.class);

  private final TcpLink connection;
  private final ActorSystem<?> system;
  private final PollWatch poll;

  HttpHandler(TcpLink connection, ActorSystem<?> system, PollWatch poll) {
    this.connection = connection;
    this.system = system;
    this.poll = poll;
  }

  CompletionStage<HttpResponse> handle(HttpRequest request) {
    connection.post(HttpMessage.Event.REQUESTED);
    poll.requested();
    return answer(request)
        .exceptionally(failure -> crashed(request, failure))
        .thenApply(
            response -> {
              poll.answered();
              connection.post(HttpMessage.Event.ANSWERED);
              return response;
            });
  }

  private CompletionStage<HttpResponse> answer(HttpRequest request) {
    try {
      Optional<Mount> polled = connection.server().longPollMountOf(request.getUri().path());
      if (polled.isPresent()) {
        return new LongPollHandler(connection.peer(), connection.server(), system, poll)
            .handle(request, upgradeRequest(request, polled.get()));
      }
      Optional<Mount> mount = connection.server().mountOf(request.getUri().path());
      return mount.isEmpty()
          ? connection.server().pages().apply(addressed(request))
          : answer(request, mount.get());
    } catch (RuntimeException crash) {
      return CompletableFuture.failedFuture(crash);
    }
  }

  /** Pekko HTTP does not know what carries its bytes, nor tells pages where they come from. */
  private HttpRequest addressed(HttpRequest request) {
    return request
        .withUri(request.getUri().scheme(scheme()))
        .addAttribute(AttributeKeys.remoteAddress, RemoteAddress.create(connection.peer()));
  }

  private String scheme() {
    return connection.settings().scheme();
  }

  private static HttpResponse crashed(HttpRequest request, Throwable failure) {
    LOG.error("{} {} failed", request.method().name(), request.getUri().path(), failure);
    return response(500, "");
  }

  private CompletionStage<HttpResponse> answer(HttpRequest request, Mount mount) {
    request.discardEntityBytes(system);
    if (!request.method().equals(HttpMethods.GET)) {
      return CompletableFuture.completedFuture(response(400, ""));
    }
    HandshakeGate gate = connection.server().gate();
    if (gate.isClosed()) {
      return CompletableFuture.completedFuture(response(GatePhase.leaving()));
    }
    UpgradeRequest upgrade = upgradeRequest(request, mount);
    return gate.enter(system.executionContext()::execute, poll::polled)
        .thenCompose(in -> decide(upgrade));
  }

  private CompletionStage<HttpResponse> decide(UpgradeRequest upgrade) {
    if (connection.server().gate().isClosed()) {
      return CompletableFuture.completedFuture(response(GatePhase.leaving()));
    }
    Duration patience = connection.server().settings().handshakeTimeout();
    Admission admission = Admission.decide(upgrade, connection.peer(), patience);
    return admission instanceof Admission.Undecided undecided
        ? undecided.decision().thenApply(decided -> answer(upgrade, decided))
        : CompletableFuture.completedFuture(answer(upgrade, (Admission.Decided) admission));
  }

  private HttpResponse answer(UpgradeRequest upgrade, Admission.Decided admission) {
    if (admission instanceof Admission.Denied denied) {
      return response(denied.refusal());
    }
    return UpgradeValidation.complaint(upgrade)
        .map(complaint -> response(400, complaint))
        .orElseGet(() -> switchTo(upgrade, (Admission.Admitted) admission));
  }

  private HttpResponse switchTo(UpgradeRequest upgrade, Admission.Admitted admitted) {
    connection.post(new HttpMessage.Switch(upgrade, admitted));
    return HttpResponse.create().withStatus(StatusCodes.SWITCHING_PROTOCOLS);
  }

  private UpgradeRequest upgradeRequest(HttpRequest request, Mount mount) {
    List<Header> headers = new ArrayList<>();
    request
        .getHeaders()
        .forEach(header -> headers.add(new Header(header.lowercaseName(), header.value())));
    String query = request.getUri().rawQueryString().map(raw -> "?" + raw).orElse("");
    String target = request.getUri().path() + query;
    return new UpgradeRequest(mount, request.protocol().value(), scheme(), target, headers);
  }

  private static HttpResponse response(int status, String body) {
    return response(Refusal.of(status).body(body));
  }

  private static HttpResponse response(Refusal refusal) {
    ContentType type = ContentTypes.NO_CONTENT_TYPE;
    HttpResponse response = HttpResponse.create().withStatus(status(refusal.status()));
    for (Header header : refusal.allHeaders()) {
      if (header.name().equals("content-type")) {
        type = ContentTypes.parse(header.value());
      } else {
        response = response.addHeader(RawHeader.create(header.name(), header.value()));
      }
    }
    return response.withEntity(HttpEntities.create(type, ByteString.fromString(refusal.body())));
  }

  private static StatusCode status(int number) {
    return StatusCodes.lookup(number)
        .orElseGet(() -> StatusCodes.custom(number, "", "", false, true));
  }
}
