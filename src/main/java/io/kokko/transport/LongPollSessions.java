package io.kokko.transport;

import io.kokko.cluster.Node;
import io.kokko.cluster.NodeCalls;
import io.kokko.serializer.Frame;
import io.kokko.token.Token;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;
import org.jspecify.annotations.Nullable;

/**
 * Finds the sessions of clients that poll, on this node and through it on the others, so that a
 * client may send each of its requests to any node.
 *
 * <p>There is one for each ActorSystem. Any thread may call it.
 */
final class LongPollSessions implements Extension {

  private static final ExtensionId<LongPollSessions> ID =
      new ExtensionId<>() {
        @Override
        public LongPollSessions createExtension(ActorSystem<?> system) {
          return new LongPollSessions(system);
        }
      };

  private static final String SERVICE = "longpoll";
  private static final String ALONE = "nonode@nohost";

  /** What an answer may take beyond the time that a session waits before it gives one. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final Map<String, ActorRef<LongPollActor.Command>> local = new ConcurrentHashMap<>();
  private final LongPollSettings settings;
  private final Token token;
  private final String nodeName;
  private final Optional<NodeCalls> calls;

  static LongPollSessions of(ActorSystem<?> system) {
    return ID.apply(system);
  }

  private LongPollSessions(ActorSystem<?> system) {
    settings = LongPollSettings.of(system.settings().config());
    token = Token.of(system.settings().config());
    boolean clustered =
        system.settings().config().getString("pekko.actor.provider").equals("cluster")
            && !system.settings().config().getString("kokko.node.name").isEmpty();
    Optional<Node> node = clustered ? Optional.of(Node.of(system)) : Optional.empty();
    nodeName = node.map(Node::self).orElse(ALONE);
    calls = node.map(Node::calls);
    calls.ifPresent(nodes -> nodes.serve(SERVICE, this::answer));
  }

  void add(String session, ActorRef<LongPollActor.Command> actor) {
    local.put(session, actor);
  }

  void remove(String session) {
    local.remove(session);
  }

  int localCount() {
    return local.size();
  }

  /** Names a session of this node from which nothing was received yet. */
  LongPollToken token(String session) {
    return new LongPollToken(nodeName, session, 0);
  }

  /** Makes the text that the client gets. */
  String sign(LongPollToken of) {
    return of.sign(token);
  }

  /** Reads what the client presents; empty if it is nothing that we gave it. */
  Optional<LongPollToken> verify(@Nullable String text) {
    return LongPollToken.verify(text, token);
  }

  /** Tells whether there is such a session, wherever it is. */
  CompletionStage<Boolean> exists(LongPollToken of) {
    if (isLocal(of)) {
      return CompletableFuture.completedFuture(local.containsKey(of.session()));
    }
    return call(of, new LongPollRequest.Find(of.session()), settings.pubsubTimeout())
        .handle((answer, failure) -> failure == null && answer[0] == 1);
  }

  /** Waits for messages, for a window at most. */
  CompletionStage<Polled> poll(LongPollToken of, long id) {
    if (isLocal(of)) {
      return pollLocal(of.session(), id, of.position());
    }
    LongPollRequest request = new LongPollRequest.Poll(of.session(), id, of.position());
    return call(of, request, settings.window().plus(GRACE))
        .handle(
            (answer, failure) ->
                failure == null
                    ? LongPollRequest.decodePolled(answer)
                    : new Polled(of.position(), List.of()));
  }

  /** Hands messages to the session and completes with a status. */
  CompletionStage<Integer> post(LongPollToken of, List<Frame> frames) {
    if (isLocal(of)) {
      return postLocal(of.session(), of.position(), frames);
    }
    LongPollRequest request = new LongPollRequest.Post(of.session(), of.position(), frames);
    return call(of, request, settings.window().plus(GRACE))
        .handle((answer, failure) -> failure == null ? ByteBuffer.wrap(answer).getInt() : 408);
  }

  /** Tells the session that the answer to a poll has not reached the client. */
  void lost(LongPollToken of, long id) {
    if (isLocal(of)) {
      lostLocal(of.session(), id);
    } else {
      call(of, new LongPollRequest.Lost(of.session(), id), settings.pubsubTimeout());
    }
  }

  private boolean isLocal(LongPollToken of) {
    return of.nodeName().equals(nodeName);
  }

  private CompletionStage<byte[]> call(
      LongPollToken of, LongPollRequest request, Duration patience) {
    return calls
        .map(nodes -> nodes.call(of.nodeName(), SERVICE, request.encode(), patience))
        .orElseGet(
            () ->
                CompletableFuture.failedFuture(
                    new IllegalStateException("a node without a cluster has no peers")));
  }

  /** Answers what another node asks. */
  private CompletionStage<byte[]> answer(byte[] question) {
    LongPollRequest request = LongPollRequest.decode(question);
    String session = request.session();
    if (request instanceof LongPollRequest.Poll poll) {
      return pollLocal(session, poll.id(), poll.position()).thenApply(LongPollRequest::encode);
    }
    if (request instanceof LongPollRequest.Post post) {
      return postLocal(session, post.position(), post.frames())
          .thenApply(status -> ByteBuffer.allocate(Integer.BYTES).putInt(status).array());
    }
    if (request instanceof LongPollRequest.Lost lost) {
      lostLocal(session, lost.id());
    }
    byte found = (byte) (local.containsKey(session) ? 1 : 0);
    return CompletableFuture.completedFuture(new byte[] {found});
  }

  private CompletionStage<Polled> pollLocal(String session, long id, long position) {
    CompletableFuture<Polled> answer = new CompletableFuture<>();
    ActorRef<LongPollActor.Command> actor = local.get(session);
    if (actor == null) {
      answer.complete(new Polled(position, List.of()));
    } else {
      actor.tell(new LongPollActor.Poll(id, position, answer));
    }
    return answer.completeOnTimeout(
        new Polled(position, List.of()),
        settings.window().plus(GRACE).toMillis(),
        TimeUnit.MILLISECONDS);
  }

  private CompletionStage<Integer> postLocal(String session, long position, List<Frame> frames) {
    CompletableFuture<Integer> status = new CompletableFuture<>();
    ActorRef<LongPollActor.Command> actor = local.get(session);
    if (actor == null) {
      status.complete(410);
    } else {
      actor.tell(new LongPollActor.Post(position, frames, status));
    }
    return status.completeOnTimeout(
        408, settings.window().plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
  }

  private void lostLocal(String session, long id) {
    ActorRef<LongPollActor.Command> actor = local.get(session);
    if (actor != null) {
      actor.tell(new LongPollActor.Lost(id));
    }
  }
}
