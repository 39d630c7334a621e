package io.kokko.testkit;

import io.kokko.channel.CloseCode;
import io.kokko.channel.Reply;
import io.kokko.message.Event;
import io.kokko.message.Message;
import io.kokko.message.Payload;
import io.kokko.serializer.Frame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * Plays a client of protocol 2.0.0 in a test.
 *
 * <p>Every wait has a limit, after which an {@link AssertionError} says what came instead. One
 * thread at a time may use it.
 */
public final class TestClient {

  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final ActorRef<Gateway.Command> gateway;
  private final InMemoryTransport transport;
  private final Map<String, String> joinRefs = new HashMap<>();
  private final List<Message> unread = new ArrayList<>();
  private int lastRef;

  TestClient(ActorRef<Gateway.Command> gateway, InMemoryTransport transport) {
    this.gateway = gateway;
    this.transport = transport;
  }

  /** Joins a topic and waits for the answer. */
  public Reply join(String topic, Object params) {
    String ref = nextRef();
    joinRefs.put(topic, ref);
    return awaitReply(send(ref, topic, Event.JOIN, params));
  }

  /** Pushes an event and waits for the answer. */
  public Reply push(String topic, String event, Object payload) {
    return awaitReply(send(nextRef(), topic, event, payload));
  }

  /** Pushes an event, and does not wait. */
  public void send(String topic, String event, Object payload) {
    send(nextRef(), topic, event, payload);
  }

  /** Leaves a topic and waits for the answer. */
  public Reply leave(String topic) {
    return push(topic, Event.LEAVE, Payload.empty());
  }

  /** Waits for a push or a broadcast, passing over everything else that came before it. */
  public <T> T expect(String event, Class<T> type) {
    Message message =
        await(
            "a push or broadcast of " + event,
            candidate ->
                (candidate instanceof Message.Push push && push.event().equals(event))
                    || (candidate instanceof Message.Broadcast broadcast
                        && broadcast.event().equals(event)));
    return payload(message).as(type);
  }

  /** Sends a text frame as it stands. */
  public void sendText(String frame) {
    transport.receive(Frame.text(frame));
  }

  /** Sends a binary frame as it stands. */
  public void sendBytes(byte[] frame) {
    transport.receive(Frame.binary(frame.clone()));
  }

  /** Waits for the next frame, whatever it is. */
  public Frame nextFrame() {
    Frame frame = poll();
    if (frame == null) {
      throw new AssertionError("no frame came within " + PATIENCE);
    }
    return frame;
  }

  /** Waits until the server closes this client's connection. */
  public CloseCode expectClose() {
    try {
      return transport.closed().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("the connection was not closed within " + PATIENCE, e);
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Drops the connection. */
  public void disconnect() {
    gateway.tell(new Gateway.Disconnect(transport.socket()));
  }

  /** Tells how many frames of this client the server has not worked off. */
  public int framesInFlight() {
    return transport.inFlight();
  }

  private String send(String ref, String topic, String event, Object payload) {
    String joinRef = joinRefs.get(topic);
    transport.receive(ClientFrames.push(joinRef, ref, topic, event, Payload.of(payload)));
    return ref;
  }

  private Reply awaitReply(String ref) {
    Message message =
        await(
            "a reply to ref " + ref,
            candidate ->
                candidate instanceof Message.Reply reply
                    && reply.ref() != null
                    && reply.ref().text().equals(ref));
    Message.Reply reply = (Message.Reply) message;
    return new Reply(reply.status(), reply.response());
  }

  private Message await(String wanted, Predicate<Message> matches) {
    for (Message message : unread) {
      if (matches.test(message)) {
        unread.remove(message);
        return message;
      }
    }
    for (Frame frame = poll(); frame != null; frame = poll()) {
      Message message = ClientFrames.decode(frame);
      if (matches.test(message)) {
        return message;
      }
      unread.add(message);
    }
    throw new AssertionError(
        "expected " + wanted + " within " + PATIENCE + ", but only came " + unread);
  }

  private @Nullable Frame poll() {
    try {
      return transport.sent().poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static Payload payload(Message message) {
    return message instanceof Message.Push push
        ? push.payload()
        : ((Message.Broadcast) message).payload();
  }

  private String nextRef() {
    lastRef++;
    return String.valueOf(lastRef);
  }

  private static AssertionError interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new AssertionError("interrupted", e);
  }
}
