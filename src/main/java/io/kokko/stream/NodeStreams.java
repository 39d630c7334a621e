package io.kokko.stream;

import io.kokko.channel.KeyedPush;
import io.kokko.channel.Reply;
import io.kokko.channel.Stream;
import io.kokko.channel.Streams;
import io.kokko.channel.Subscriber;
import io.kokko.channel.TransactionCode;
import io.kokko.cluster.Node;
import io.kokko.message.Message;
import io.kokko.message.Payload;
import io.kokko.message.Position;
import io.kokko.pubsub.PubSub;
import io.kokko.store.Draft;
import io.kokko.store.Retention;
import io.kokko.store.StoreLimits;
import io.kokko.store.StreamStore;
import io.kokko.telemetry.Telemetry;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.jspecify.annotations.Nullable;

/** Runs the streams of one node, from its start to the end of its ActorSystem. */
public final class NodeStreams implements Streams {

  private static final DispatcherSelector DISPATCHER =
      DispatcherSelector.fromConfig("kokko.streams.dispatcher");

  /** How soon a node notes that there are others, which may keep the streams next. */
  private static final Duration KEEPER_INTERVAL = Duration.ofMillis(250);

  private final Catalog catalog = new Catalog();
  private final PubSub<Subscriber, Message.Broadcast> pubsub;
  private final Views views;
  private final Appender appender;
  private final PushClaims claims;
  private final Transactions transactions;
  private final StreamLog log;
  private final Upkeep upkeep;

  /**
   * Starts them.
   *
   * @param node null where there is no cluster
   * @param store closed when the ActorSystem ends
   */
  public static NodeStreams start(
      ActorSystem<?> system,
      @Nullable Node node,
      PubSub<Subscriber, Message.Broadcast> pubsub,
      Telemetry telemetry,
      StreamStore store) {
    return new NodeStreams(system, node, pubsub, telemetry, store);
  }

  private NodeStreams(
      ActorSystem<?> system,
      @Nullable Node node,
      PubSub<Subscriber, Message.Broadcast> pubsub,
      Telemetry telemetry,
      StreamStore store) {
    this.pubsub = pubsub;
    StreamSettings settings = StreamSettings.of(system.settings().config());
    Executor blocking = system.dispatchers().lookup(DISPATCHER);
    Outage outage = new Outage(telemetry);
    Later later = (delay, action) -> schedule(system, delay, action);
    LocalLog local = new LocalLog(store, blocking, outage);
    log = log(local, node, store, later, outage, settings);
    ViewContext context =
        new ViewContext(
            log,
            new Opener(log),
            broadcast -> pubsub.localBroadcast(broadcast.topic(), broadcast),
            later,
            telemetry,
            settings);
    views = new Views(context);
    Announcements announcements = new Announcements(pubsub, views);
    appender = new Appender(log, announcements, telemetry, settings);
    claims = new PushClaims(log, later, settings);
    transactions =
        new Transactions(
            log,
            (topic, event, payload) -> draft(topic, event, Payload.of(payload), null),
            announcements,
            telemetry,
            settings.maxTransactions());
    upkeep = new Upkeep(views, local, store, blocking, outage, later, settings);
    announcements.start();
    upkeep.start();
    system.getWhenTerminated().thenRun(upkeep::stop);
  }

  private StreamLog log(
      LocalLog local,
      @Nullable Node node,
      StreamStore store,
      Later later,
      Outage outage,
      StreamSettings settings) {
    if (node == null || store.isShared()) {
      return local;
    }
    Owner owner = new OldestNode(node);
    Keeping keeping = new Keeping(local, owner);
    lookLater(keeping, later);
    OwnerLog log =
        new OwnerLog(
            new KeeperLog(local, keeping),
            owner,
            node.calls(),
            later,
            outage,
            settings.ownerPatience());
    log.start();
    return log;
  }

  private void lookLater(Keeping keeping, Later later) {
    later.run(
        KEEPER_INTERVAL,
        () -> {
          keeping.look();
          lookLater(keeping, later);
        });
  }

  private static void schedule(ActorSystem<?> system, Duration delay, Runnable action) {
    if (!system.whenTerminated().isCompleted()) {
      system.scheduler().scheduleOnce(delay, action, system.executionContext());
    }
  }

  /** Adds what channels are declared as. */
  public void declare(Function<String, @Nullable Stream> declaration) {
    catalog.add(declaration);
  }

  @Override
  public boolean isStream(String topic) {
    return catalog.find(topic) != null;
  }

  @Override
  public CompletionStage<Position> append(
      String topic, String event, Payload payload, @Nullable String origin) {
    return appender.append(draft(topic, event, payload, origin));
  }

  private Draft draft(String topic, String event, Payload payload, @Nullable String origin) {
    Retention retention = catalog.find(topic);
    if (retention == null) {
      throw new IllegalStateException(
          topic + " is no stream (expected: a channel declared with Channel.stream)");
    }
    Draft draft = new Draft(topic, event, payload, origin, retention);
    pubsub.check(topic, new Message.Broadcast(topic, event, payload));
    return draft;
  }

  @Override
  public CompletionStage<Claim> claim(KeyedPush push, Duration window) {
    return claims.claim(push, window);
  }

  @Override
  public CompletionStage<Done> answer(KeyedPush push, Reply reply) {
    return log.answer(PushClaims.key(push), ReplyCodec.encode(reply));
  }

  @Override
  public CompletionStage<Done> release(KeyedPush push) {
    return log.release(PushClaims.key(push));
  }

  @Override
  public <T> CompletionStage<T> transaction(TransactionCode<T> code, @Nullable KeyedPush push) {
    return transactions.run(code, push);
  }

  @Override
  public int waiting() {
    return appender.waiting();
  }

  @Override
  public int followed() {
    return views.count();
  }

  @Override
  public Reader open(String topic) {
    return views.open(StoreLimits.name("topic", topic));
  }
}
