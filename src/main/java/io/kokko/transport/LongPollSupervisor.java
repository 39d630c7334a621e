package io.kokko.transport;

import io.kokko.serializer.Serializer;
import io.kokko.socket.Connection;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
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
      CompletableFuture<Optional<String>> session)
      implements Command {}

  /** Ends all sessions. */
  enum Stop implements Command {
    INSTANCE
  }

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int NAME_BYTES = 16;

  static Behavior<Command> create(
      LongPollSessions sessions, LongPollSettings settings, TransportSettings transportSettings) {
    return Behaviors.setup(
        context -> new LongPollSupervisor(context, sessions, settings, transportSettings));
  }

  private final LongPollSessions sessions;
  private final LongPollSettings settings;
  private final TransportSettings transportSettings;
  private final Map<ActorRef<Void>, String> names = new HashMap<>();

  private LongPollSupervisor(
      ActorContext<Command> context,
      LongPollSessions sessions,
      LongPollSettings settings,
      TransportSettings transportSettings) {
    super(context);
    this.sessions = sessions;
    this.settings = settings;
    this.transportSettings = transportSettings;
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Open.class, this::onOpen)
        .onMessageEquals(Stop.INSTANCE, Behaviors::stopped)
        .onSignal(Terminated.class, this::onTerminated)
        .build();
  }

  private Behavior<Command> onOpen(Open open) {
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
            .spawnAnonymous(
                LongPollActor.create(
                    open.accepted(), open.serializer(), settings, transportSettings));
    getContext().watch(session);
    names.put(session.unsafeUpcast(), name);
    sessions.add(name, session);
    open.session().complete(Optional.of(name));
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
}
