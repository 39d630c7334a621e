package io.kokko.shell;

import io.kokko.endpoint.Endpoint.Subscription;
import io.kokko.message.Message;
import io.kokko.message.Payload;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Offers the shell the topics of its node.
 *
 * <p>A payload is a map, a record (also one defined in the shell), or JSON text.
 */
public final class Endpoint {

  private static final Map<String, Subscription> SUBSCRIPTIONS = new ConcurrentHashMap<>();

  private Endpoint() {}

  /** Sends an event to every subscriber of a topic, on every node. */
  public static Answer broadcast(String topic, String event, Object payload) {
    return done(() -> endpoint().broadcast(topic, event, content(payload)));
  }

  /** Sends an event to every subscriber of a topic on this node only. */
  public static Answer localBroadcast(String topic, String event, Object payload) {
    return done(() -> endpoint().localBroadcast(topic, event, content(payload)));
  }

  /** Prints what is broadcast to a topic from now on, one line each. */
  public static Answer subscribe(String topic) {
    SUBSCRIPTIONS.computeIfAbsent(topic, key -> endpoint().subscribe(key, Endpoint::print));
    return Answer.OK;
  }

  /** Stops to print what is broadcast to a topic. */
  public static Answer unsubscribe(String topic) {
    Subscription subscription = SUBSCRIPTIONS.remove(topic);
    if (subscription != null) {
      subscription.close();
    }
    return Answer.OK;
  }

  private static Answer done(Runnable command) {
    return Results.of(
        () -> {
          command.run();
          return Answer.OK;
        });
  }

  private static io.kokko.endpoint.Endpoint endpoint() {
    return Attachment.node().endpoint();
  }

  private static Payload content(Object payload) {
    return payload instanceof String json ? Payload.ofJson(json) : Payload.of(payload);
  }

  private static void print(Message.Broadcast broadcast) {
    System.out.println(broadcast.topic() + " " + broadcast.event() + " " + broadcast.payload());
  }
}
