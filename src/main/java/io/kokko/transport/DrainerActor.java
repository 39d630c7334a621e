package io.kokko.transport;

import io.kokko.channel.CloseCode;
import io.kokko.telemetry.Telemetry;
import io.kokko.telemetry.TelemetryEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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

  /** Asks a connection whether it carries a socket; one without has to end. */
  record RollCall(ActorRef<Command> replyTo) {}

  /** A connection answers the roll call. */
  record Present(ActorRef<Object> connection, boolean carriesSocket) implements Command {}

  /** Those who poll are these; there will be no more. */
  record Sessions(List<ActorRef<LongPollActor.Command>> sessions) implements Command {}

  private record Gone(ActorRef<Object> connection) implements Command {}

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

  /** Who has not answered the roll call. */
  private final Set<ActorRef<Object>> awaited;

  private boolean sessionsKnown;

  /** Close one socket each. */
  private final List<Runnable> closes = new ArrayList<>();

  private int closed;

  /** Null during the roll call. */
  private @Nullable DrainPlan plan;

  private long planStartNanos;
  private long nextDueNanos;

  /**
   * Makes the drainer of a server.
   *
   * @param connections all there are
   */
  static Behavior<Command> create(
      Collection<ActorRef<Object>> connections,
      ActorRef<LongPollSupervisor.Command> longPolls,
      DrainSettings settings,
      Telemetry telemetry) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  DrainerActor drainer =
                      new DrainerActor(context, timers, connections, settings, telemetry);
                  drainer.callRoll(longPolls);
                  return drainer;
                }));
  }

  private DrainerActor(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Collection<ActorRef<Object>> connections,
      DrainSettings settings,
      Telemetry telemetry) {
    super(context);
    this.timers = timers;
    this.settings = settings;
    this.telemetry = telemetry;
    this.awaited = new HashSet<>(connections);
  }

  private void callRoll(ActorRef<LongPollSupervisor.Command> longPolls) {
    ActorRef<Command> self = getContext().getSelf();
    timers.startSingleTimer(Event.ROLL_CALL_OVER, ROLL_CALL);
    longPolls.tell(new LongPollSupervisor.Drain(self));
    for (ActorRef<Object> connection : awaited) {
      getContext().watchWith(connection, new Gone(connection));
      connection.tell(new RollCall(self));
    }
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Present.class, this::onPresent)
        .onMessage(Gone.class, this::onGone)
        .onMessage(Sessions.class, this::onSessions)
        .onMessageEquals(Event.ROLL_CALL_OVER, () -> plan == null ? begin() : this)
        .onMessageEquals(Event.DUE, this::onDue)
        .build();
  }

  private Behavior<Command> onPresent(Present present) {
    if (present.carriesSocket()) {
      add(() -> present.connection().tell(Notice.STOP));
    }
    return answered(present.connection());
  }

  /** A socket that answers after the roll call is not in the plan, and has waited long enough. */
  private void add(Runnable close) {
    if (plan == null) {
      closes.add(close);
    } else {
      close.run();
    }
  }

  private Behavior<Command> onGone(Gone gone) {
    return answered(gone.connection());
  }

  private Behavior<Command> onSessions(Sessions answer) {
    answer
        .sessions()
        .forEach(session -> add(() -> session.tell(new LongPollActor.Closed(CloseCode.RESTART))));
    sessionsKnown = true;
    return rollCalled();
  }

  private Behavior<Command> answered(ActorRef<Object> connection) {
    awaited.remove(connection);
    return rollCalled();
  }

  private Behavior<Command> rollCalled() {
    return plan == null && sessionsKnown && awaited.isEmpty() ? begin() : this;
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
