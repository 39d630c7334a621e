package io.kokko.transport;

import io.kokko.serializer.Serializer;
import io.kokko.socket.Connection;
import io.kokko.telemetry.Telemetry;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * Starts the sessions of a server's clients that poll, as its children, and bounds their number.
 */
final class LongPollSupervisor extends AbstractBehavior<LongPollSupervisor.Command> {

  /** What it is told. */
  sealed interface Command {}

  /** Starts a session; the future gets its name, or nothing if there are too many. */
  record Open(
      Connection.Accepted accepted,
      Serializer serializer,
      InetSocketAddress peer,
      CompletableFuture<Optional<String>> session)
      implements Command {}

  /** Starts no more sessions, and tells which there are. */
  record Drain(ActorRef<? super DrainerActor.Sessions> replyTo) implements Command {}

  /** Ends all sessions. */
  enum Stop implements Command {
    INSTANCE
  }

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int NAME_BYTES = 16;

  static Behavior<Command> create(
      LongPollSessions sessions,
      LongPollSettings settings,
      TransportSettings transportSettings,
      Telemetry telemetry) {
    return Behaviors.setup(
        context ->
            new LongPollSupervisor(context, sessions, settings, transportSettings, telemetry));
  }

  private final LongPollSessions sessions;
  private final LongPollSettings settings;
  private final TransportSettings transportSettings;
  private final Telemetry telemetry;
  private final Map<ActorRef<Void>, String> names = new HashMap<>();
  private boolean draining;

  private LongPollSupervisor(
      ActorContext<Command> context,
      LongPollSessions sessions,
      LongPollSettings settings,
      TransportSettings transportSettings,
      Telemetry telemetry) {
    super(context);
    this.sessions = sessions;
    this.settings = settings;
    this.transportSettings = transportSettings;
    this.telemetry = telemetry;
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Open.class, this::onOpen)
        .onMessage(Drain.class, this::onDrain)
        .onMessageEquals(Stop.INSTANCE, Behaviors::stopped)
        .onSignal(Terminated.class, this::onTerminated)
        .onSignal(PostStop.class, stop -> onPostStop())
        .build();
  }

  private Behavior<Command> onOpen(Open open) {
    if (draining) {
      open.session().complete(Optional.empty());
      return this;
    }
    if (names.size() >= settings.maxSessions()) {
      getContext()
          .getLog()
          .warn("no session for a client that polls: there are {} already", names.size());
      open.session().complete(Optional.empty());
      return this;
    }
    String name = name();
    ActorRef<LongPollActor.Command> session =
        getContext()
            .spawnAnonymous(LongPollActor.create(open, settings, transportSettings, telemetry));
    getContext().watch(session);
    names.put(session.unsafeUpcast(), name);
    sessions.add(name, session);
    open.session().complete(Optional.of(name));
    return this;
  }

  private Behavior<Command> onDrain(Drain drain) {
    draining = true;
    List<ActorRef<LongPollActor.Command>> open =
        names.keySet().stream().map(ActorRef::<LongPollActor.Command>unsafeUpcast).toList();
    drain.replyTo().tell(new DrainerActor.Sessions(open));
    return this;
  }

  private static String name() {
    byte[] random = new byte[NAME_BYTES];
    RANDOM.nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  private Behavior<Command> onTerminated(Terminated ended) {
    String name = names.remove(ended.getRef());
    if (name != null) {
      sessions.remove(name);
    }
    return this;
  }

  /** The sessions have ended before their supervisor, which does not hear of it any more. */
  private Behavior<Command> onPostStop() {
    names.values().forEach(sessions::remove);
    return this;
  }
}
