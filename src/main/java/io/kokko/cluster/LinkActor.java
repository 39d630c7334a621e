package io.kokko.cluster;

import io.kokko.cluster.LinkMessage.Ack;
import io.kokko.cluster.LinkMessage.Parcel;
import java.time.Duration;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Is this node's end of the link with one incarnation of another node: receives what that sends,
 * and acknowledges it.
 *
 * <p>What is sent to it goes out through {@link Outbound} on the threads of those who broadcast;
 * this actor only tells that what has arrived.
 */
final class LinkActor extends AbstractBehavior<LinkActor.Command> {

  /** What a link is told. */
  sealed interface Command permits LinkMessage, Tick {}

  private enum Tick implements Command {
    ACKNOWLEDGE,
    WATCH
  }

  private static final Duration WATCH_INTERVAL = Duration.ofMillis(250);

  /** How long an acknowledgement may wait for more to acknowledge, or for a parcel to go with. */
  private static final Duration ACKNOWLEDGE_AFTER = Duration.ofMillis(10);

  /** A third of what a sender may have under way before only full parcels leave. */
  private static final int ACKNOWLEDGE_PARCELS = Outbound.EAGER_PARCELS / 3;

  static Behavior<Command> create(Link link, BusLosses losses) {
    return Behaviors.supervise(
            Behaviors.<Command>setup(
                context ->
                    Behaviors.withTimers(timers -> new LinkActor(context, timers, link, losses))))
        .onFailure(SupervisorStrategy.resume());
  }

  private final TimerScheduler<Command> timers;
  private final Link link;
  private final BusLosses losses;
  private boolean acknowledgeLater;
  private long gapTold = -1;

  private LinkActor(
      ActorContext<Command> context, TimerScheduler<Command> timers, Link link, BusLosses losses) {
    super(context);
    this.timers = timers;
    this.link = link;
    this.losses = losses;
    timers.startTimerWithFixedDelay(Tick.WATCH, WATCH_INTERVAL);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Parcel.class, this::onParcel)
        .onMessage(Ack.class, this::onAck)
        .onMessageEquals(Tick.ACKNOWLEDGE, this::onAcknowledge)
        .onMessageEquals(Tick.WATCH, this::onWatch)
        .onSignal(PostStop.class, this::onPostStop)
        .build();
  }

  private Behavior<Command> onParcel(Parcel parcel) {
    link.outbound().onAck(parcel.received(), false);
    switch (link.inbound().accept(parcel)) {
      case NEXT -> acknowledgeSoon();
      case DUPLICATE -> link.acknowledge(false);
      case BEHIND_A_GAP -> tellGap();
    }
    return this;
  }

  private void acknowledgeSoon() {
    if (link.inbound().unacknowledged() >= ACKNOWLEDGE_PARCELS) {
      link.acknowledge(false);
    } else if (!acknowledgeLater) {
      acknowledgeLater = true;
      timers.startSingleTimer(Tick.ACKNOWLEDGE, ACKNOWLEDGE_AFTER);
    }
  }

  /** Once, since all that is under way behind the gap will be refused. */
  private void tellGap() {
    if (gapTold != link.inbound().received()) {
      gapTold = link.inbound().received();
      link.acknowledge(true);
    }
  }

  private Behavior<Command> onAcknowledge() {
    acknowledgeLater = false;
    if (link.inbound().unacknowledged() > 0) {
      link.acknowledge(false);
    }
    return this;
  }

  private Behavior<Command> onAck(Ack ack) {
    link.onAcknowledgement(ack.received(), ack.gap());
    return this;
  }

  private Behavior<Command> onWatch() {
    link.outbound().tick();
    losses.tell(link);
    return this;
  }

  private Behavior<Command> onPostStop(PostStop stop) {
    link.outbound().close();
    losses.tell(link);
    return this;
  }
}
