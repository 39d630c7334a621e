package io.kokko.transport;

import io.kokko.channel.CloseCode;
import io.kokko.loop.EventLoops;
import io.kokko.telemetry.Telemetry;
import io.kokko.telemetry.TelemetryEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Closes the sockets of a server that accepts no more, in rounds and spread over time, and stops
 * when the last one has been told.
 *
 * <p>It begins with a roll call. Each connection and the supervisor of those who poll tell which
 * sockets there are, and open none from then on; connections without one end at once. So no socket
 * is missed that is just being opened, and an idle one costs no entry in a list.
 *
 * @see <a
 *     href="https://github.com/phoenixframework/phoenix/blob/v1.8/lib/phoenix/socket/pool_supervisor.ex">Phoenix.Socket.PoolDrainer</a>
 */
final class DrainerActor extends AbstractBehavior<DrainerActor.Command> {

  /** What it is told. */
  sealed interface Command {}

  /** All connections have answered the roll call; these carry sockets. */
  private record Present(Collection<TcpLink> connections) implements Command {}

  /** Those who poll are these; there will be no more. */
  record Sessions(List<ActorRef<LongPollActor.Command>> sessions) implements Command {}

  private enum Event implements Command {
    /** Whoever has not answered yet is not waited for. */
    ROLL_CALL_OVER,

    /** Sockets are due. */
    DUE
  }

  /** How long the roll call may take, which is many times what it does take. */
  private static final Duration ROLL_CALL = Duration.ofSeconds(1);

  /** What is due before the clock would wake us again is closed now. */
  private static final Duration TICK = Duration.ofMillis(10);

  private final TimerScheduler<Command> timers;
  private final DrainSettings settings;
  private final Telemetry telemetry;
  private final long startNanos = System.nanoTime();

  private boolean connectionsKnown;
  private boolean sessionsKnown;

  /** Close one socket each. */
  private final List<Runnable> closes = new ArrayList<>();

  private int closed;

  /** Null during the roll call. */
  private @Nullable DrainPlan plan;

  private long planStartNanos;
  private long nextDueNanos;

  /** Makes the drainer of a server, whose connections are those of the loops. */
  static Behavior<Command> create(EventLoops loops, ServerContext server) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  DrainerActor drainer = new DrainerActor(context, timers, server);
                  drainer.callRoll(loops, server);
                  return drainer;
                }));
  }

  private DrainerActor(
      ActorContext<Command> context, TimerScheduler<Command> timers, ServerContext server) {
    super(context);
    this.timers = timers;
    this.settings = server.drain();
    this.telemetry = server.telemetry();
  }

  private void callRoll(EventLoops loops, ServerContext server) {
    ActorRef<Command> self = getContext().getSelf();
    timers.startSingleTimer(Event.ROLL_CALL_OVER, ROLL_CALL);
    server.longPolls().tell(new LongPollSupervisor.Drain(self));
    Queue<TcpLink> present = new ConcurrentLinkedQueue<>();
    loops
        .forEach(
            connection ->
                TcpLink.ifOf(
                    server,
                    connection,
                    link -> {
                      if (link.answerRollCall()) {
                        present.add(link);
                      }
                    }))
        .thenRun(() -> self.tell(new Present(present)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Present.class, this::onPresent)
        .onMessage(Sessions.class, this::onSessions)
        .onMessageEquals(Event.ROLL_CALL_OVER, () -> plan == null ? begin() : this)
        .onMessageEquals(Event.DUE, this::onDue)
        .build();
  }

  private Behavior<Command> onPresent(Present present) {
    present.connections().forEach(link -> add(() -> link.tell(Notice.STOP)));
    connectionsKnown = true;
    return rollCalled();
  }

  /** A socket that answers after the roll call is not in the plan, and has waited long enough. */
  private void add(Runnable close) {
    if (plan == null) {
      closes.add(close);
    } else {
      close.run();
    }
  }

  private Behavior<Command> onSessions(Sessions answer) {
    answer
        .sessions()
        .forEach(session -> add(() -> session.tell(new LongPollActor.Closed(CloseCode.RESTART))));
    sessionsKnown = true;
    return rollCalled();
  }

  private Behavior<Command> rollCalled() {
    return plan == null && sessionsKnown && connectionsKnown ? begin() : this;
  }

  private Behavior<Command> begin() {
    timers.cancel(Event.ROLL_CALL_OVER);
    // Those who came together, from one page or one office, need not go together.
    Collections.shuffle(closes);
    planStartNanos = System.nanoTime();
    Duration patience = settings.shutdown().minusNanos(planStartNanos - startNanos);
    DrainPlan made = DrainPlan.of(settings, closes.size(), patience);
    if (made.isHurried(settings)) {
      getContext()
          .getLog()
          .warn(
              "{} sockets are closed faster than kokko.endpoint.drain says, to end within {}",
              closes.size(),
              settings.shutdown());
    }
    plan = made;
    return onDue();
  }

  private Behavior<Command> onDue() {
    DrainPlan current = plan;
    if (current == null) {
      return this;
    }
    long horizon = System.nanoTime() - planStartNanos + TICK.toNanos();
    while (closed < current.total() && nextDueNanos <= horizon) {
      closeNext(current);
    }
    if (closed == current.total()) {
      return Behaviors.stopped();
    }
    timers.startSingleTimer(Event.DUE, Duration.ofNanos(nextDueNanos - horizon + TICK.toNanos()));
    return this;
  }

  private void closeNext(DrainPlan current) {
    if (closed % current.batchSize() == 0) {
      announce(current, closed / current.batchSize() + 1);
    }
    closes.get(closed).run();
    closed++;
    nextDueNanos = current.dueNanos(closed, ThreadLocalRandom.current().nextDouble());
  }

  private void announce(DrainPlan current, int round) {
    if (telemetry.isListening()) {
      telemetry.emit(
          new TelemetryEvent.SocketDrain(
              current.sizeOf(round), current.total(), round, current.rounds(), current.interval()));
    }
  }
}
