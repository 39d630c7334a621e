package io.kokko.presence;

import io.kokko.channel.Subscriber;
import io.kokko.message.Message;
import io.kokko.pubsub.PubSub;
import io.kokko.telemetry.Telemetry;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What a tracker is made of.
 *
 * @param nodeTopic the bus topic that the trackers of one presence share
 * @param subscriber hears that topic for this tracker
 * @param nodes names the other nodes that are connected now
 * @param queued counts what waits for the tracker
 * @param nanos the time since 1970
 * @param callbacks makes what calls the application, given the tracker
 */
record Tracking(
    Replica replica,
    String nodeTopic,
    PubSub<Subscriber, Message.Broadcast> pubsub,
    Subscriber subscriber,
    Supplier<Set<String>> nodes,
    Telemetry telemetry,
    View view,
    PresenceSettings settings,
    Duration grace,
    AtomicInteger queued,
    LongSupplier nanos,
    Function<ActorRef<TrackerActor.Command>, Announcer.Slowly> callbacks) {

  Announcer.Slowly slowly(ActorRef<TrackerActor.Command> tracker) {
    return callbacks.apply(tracker);
  }

  int graceTicks() {
    long window = settings.diffWindow().toNanos();
    return (int) ((grace.toNanos() + window - 1) / window);
  }
}
