package io.kokko.transport;

import io.kokko.channel.CloseCode;
import io.kokko.serializer.Frame;
import io.kokko.socket.SocketActor;
import io.kokko.telemetry.Telemetry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Is the session of one client that polls: keeps what is for it between its polls, and hands what
 * it posts to its socket's actor, which is a child.
 *
 * <p>It ends with its socket, or when nobody has polled for one and a half windows.
 *
 * @see <a
 *     href="https://github.com/phoenixframework/phoenix/blob/v1.8/lib/phoenix/transports/long_poll_server.ex">Phoenix.Transports.LongPoll.Server</a>
 */
final class LongPollActor extends AbstractBehavior<LongPollActor.Command> {

  /** What a session is told. */
  sealed interface Command {}

  /**
   * The client wants what there is, or what comes within a window.
   *
   * @param id names the poll for {@link Lost}
   * @param position what the client's token brings back
   */
  record Poll(long id, long position, CompletableFuture<Polled> answer) implements Command {}

  /** The client sends messages; the future gets 200, or 408 if the socket did not take them. */
  record Post(long position, List<Frame> frames, CompletableFuture<Integer> status)
      implements Command {}

  /** The answer to a poll has not reached the client, or the client has given up waiting. */
  record Lost(long id) implements Command {}

  /** A message for the client. */
  record Outgoing(Frame frame) implements Command {}

  /** The socket is closed. */
  record Closed(CloseCode code) implements Command {}

  /** What has nothing more to say than that. */
  enum Event implements Command {
    /** The channels have worked off enough to take more. */
    RESUME,

    /** The socket has routed the messages of a post. */
    TAKEN,

    /** Whatever waits goes into the answer now. */
    FLUSH,

    /** Nobody has polled for too long. */
    INACTIVE
  }

  private record PollExpired(Poll poll) implements Command {}

  private record PostExpired(Post post) implements Command {}

  /**
   * How long an answer waits: for the other messages that are just about to come, and for the news
   * that the client of this poll, or of the one before it, is gone.
   */
  private static final Duration GATHERING = Duration.ofMillis(5);

  /** How many times it waits so long, if channels are still at work on what the client sent. */
  private static final int MAX_GATHERINGS = 6;

  /** Makes the session of a client that was let in. */
  static Behavior<Command> create(
      LongPollSupervisor.Open open,
      LongPollSettings settings,
      TransportSettings transportSettings,
      Telemetry telemetry) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  LongPollTransport transport =
                      new LongPollTransport(
                          context.getSelf(), settings.bufferBytes(), transportSettings);
                  ActorRef<SocketActor.Command> socket =
                      context.spawn(open.accepted().socket(open.serializer(), transport), "socket");
                  context.watch(socket);
                  Runnable onOverflow =
                      () -> ServerContext.tellOverflow(telemetry, "long-poll", open.peer());
                  return new LongPollActor(
                      context, timers, settings, transport, socket, onOverflow);
                }));
  }

  private final TimerScheduler<Command> timers;
  private final LongPollSettings settings;
  private final LongPollTransport transport;
  private final Runnable onOverflow;
  private final PostQueue posts;
  private final PollBuffer buffer = new PollBuffer();

  /** Wait for a message; only the last one will get any, but the others may outlive it. */
  private final Deque<Poll> waiting = new ArrayDeque<>();

  private int gathered;

  /** Whether what the last poll brings back has been looked at. */
  private boolean settled;

  /** The last poll that got messages. */
  private long answered;

  private LongPollActor(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      LongPollSettings settings,
      LongPollTransport transport,
      ActorRef<SocketActor.Command> socket,
      Runnable onOverflow) {
    super(context);
    this.timers = timers;
    this.settings = settings;
    this.transport = transport;
    this.onOverflow = onOverflow;
    ActorRef<Done> taken = context.messageAdapter(Done.class, done -> Event.TAKEN);
    this.posts = new PostQueue(socket, transport, taken, settings.maxBodyBytes());
    awaitPoll();
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Outgoing.class, this::onOutgoing)
        .onMessage(Poll.class, this::onPoll)
        .onMessage(PollExpired.class, this::onPollExpired)
        .onMessage(Lost.class, this::onLost)
        .onMessage(Post.class, this::onPost)
        .onMessage(PostExpired.class, this::onPostExpired)
        .onMessageEquals(Event.TAKEN, this::onTaken)
        .onMessageEquals(Event.RESUME, this::onResume)
        .onMessageEquals(Event.FLUSH, this::onFlush)
        .onMessageEquals(Event.INACTIVE, Behaviors::stopped)
        .onMessage(Closed.class, this::onClosed)
        .onSignal(Terminated.class, ended -> Behaviors.stopped())
        .onSignal(PostStop.class, stop -> onPostStop())
        .build();
  }

  private Behavior<Command> onOutgoing(Outgoing outgoing) {
    buffer.add(outgoing.frame().bytes());
    if (!waiting.isEmpty()) {
      gather();
    }
    return this;
  }

  /**
   * A poll that was waiting is left to its window, as in Phoenix: only the newest gets anything.
   */
  private Behavior<Command> onPoll(Poll poll) {
    awaitPoll();
    waiting.add(poll);
    settled = false;
    timers.startSingleTimer(poll.answer(), new PollExpired(poll), settings.window());
    gather();
    return this;
  }

  private void gather() {
    if (!timers.isTimerActive(Event.FLUSH)) {
      timers.startSingleTimer(Event.FLUSH, Event.FLUSH, GATHERING);
    }
  }

  private Behavior<Command> onFlush() {
    Poll poll = waiting.peekLast();
    if (poll == null) {
      return this;
    }
    if (transport.isWorking() && ++gathered < MAX_GATHERINGS) {
      gather();
      return this;
    }
    gathered = 0;
    settle(poll);
    if (!buffer.isEmpty()) {
      timers.cancel(poll.answer());
      waiting.clear();
      answered = poll.id();
      poll.answer().complete(buffer.take());
      awaitPoll();
    }
    return this;
  }

  private void settle(Poll poll) {
    if (!settled) {
      settled = true;
      transport.left(buffer.polled(poll.position()));
    }
  }

  private Behavior<Command> onPollExpired(PollExpired expired) {
    if (waiting.remove(expired.poll()) && waiting.isEmpty()) {
      awaitPoll();
    }
    nothing(expired.poll());
    return this;
  }

  private void nothing(Poll poll) {
    poll.answer().complete(new Polled(buffer.received(), List.of()));
  }

  /**
   * Requests of one client may overtake each other, so a lost poll may not be the last one sent.
   */
  private Behavior<Command> onLost(Lost lost) {
    Optional<Poll> gone = waiting.stream().filter(poll -> poll.id() == lost.id()).findFirst();
    gone.ifPresent(this::forget);
    if (gone.isEmpty() && answered == lost.id()) {
      buffer.lost();
    }
    return this;
  }

  private void forget(Poll poll) {
    timers.cancel(poll.answer());
    waiting.remove(poll);
    nothing(poll);
    settled = false;
    gather();
  }

  private Behavior<Command> onPost(Post post) {
    transport.left(buffer.posted(post.position()));
    timers.startSingleTimer(post.status(), new PostExpired(post), settings.window());
    posts.add(post);
    return this;
  }

  private Behavior<Command> onPostExpired(PostExpired expired) {
    posts.expire(expired.post());
    return this;
  }

  private Behavior<Command> onTaken() {
    timers.cancel(posts.taken().status());
    return this;
  }

  private Behavior<Command> onResume() {
    posts.resume();
    return this;
  }

  private Behavior<Command> onClosed(Closed closed) {
    getContext().getLog().debug("session closed: {}", closed.code());
    if (closed.code() == CloseCode.TOO_SLOW) {
      onOverflow.run();
    }
    return Behaviors.stopped();
  }

  private void awaitPoll() {
    timers.startSingleTimer(Event.INACTIVE, Event.INACTIVE, settings.patience());
  }

  /** Lets the client have what is left, and know soon: its next poll finds no session. */
  private Behavior<Command> onPostStop() {
    posts.end();
    Poll newest = waiting.pollLast();
    if (newest != null) {
      settle(newest);
      newest.answer().complete(buffer.take());
    }
    waiting.forEach(this::nothing);
    return this;
  }
}
