package io.kokko.testkit;

import io.kokko.channel.CloseCode;
import io.kokko.channel.Reply;
import io.kokko.message.Event;
import io.kokko.message.Message;
import io.kokko.message.Payload;
import io.kokko.message.Ref;
import io.kokko.serializer.Frame;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Plays a client of protocol 2.0.0 in a test.
 *
 * <p>Every wait has a limit, after which an {@link AssertionError} says what came instead. One
 * thread at a time may use it.
 */
public final class TestClient {

  private final ActorRef<Gateway.Command> gateway;
  private final InMemoryTransport transport;
  private final Map<String, String> joinRefs = new HashMap<>();
  private final Inbox<Frame> inbox;
  private int lastRef;

  TestClient(ActorRef<Gateway.Command> gateway, InMemoryTransport transport) {
    this.gateway = gateway;
    this.transport = transport;
    this.inbox = new Inbox<>(transport.sent(), ClientFrames::decode);
  }

  /** Joins a topic and waits for the answer. */
  public Reply join(String topic, Object params) {
    String ref = nextRef();
    joinRefs.put(topic, ref);
    return expectReply(send(ref, topic, Event.JOIN, params));
  }

  /** Pushes an event and waits for the answer. */
  public Reply push(String topic, String event, Object payload) {
    return expectReply(send(topic, event, payload));
  }

  /**
   * Pushes an event, and does not wait.
   *
   * @return the ref of the push, for {@link #expectReply}
   */
  public String send(String topic, String event, Object payload) {
    return send(nextRef(), topic, event, payload);
  }

  /** Leaves a topic and waits for the answer. */
  public Reply leave(String topic) {
    return push(topic, Event.LEAVE, Payload.empty());
  }

  /** Waits for the answer to a push, passing over everything else that came before it. */
  public Reply expectReply(String ref) {
    Message.Reply reply =
        (Message.Reply) inbox.expect("a reply to ref " + ref, message -> answers(message, ref));
    return new Reply(reply.status(), reply.response());
  }

  /** Fails if a push is answered, now or in the next tenth of a second. */
  public void expectNoReply(String ref) {
    inbox.refute("reply to ref " + ref, message -> answers(message, ref));
  }

  /** Waits for an event of the server, be it pushed to this client or broadcast to its topic. */
  public <T> T expect(String event, Class<T> type) {
    return payload(
            inbox.expect(
                "a push or broadcast of " + event,
                message -> isPush(message, event) || isBroadcast(message, event)))
        .as(type);
  }

  /** Waits for an event that is pushed to this client alone. */
  public <T> T expectPush(String event, Class<T> type) {
    return payload(inbox.expect("a push of " + event, message -> isPush(message, event))).as(type);
  }

  /** Waits for an event that is broadcast to a topic of this client. */
  public <T> T expectBroadcast(String event, Class<T> type) {
    return payload(inbox.expect("a broadcast of " + event, message -> isBroadcast(message, event)))
        .as(type);
  }

  /** Fails if an event is there or comes in the next tenth of a second. */
  public void expectNo(String event) {
    inbox.refute(
        "push or broadcast of " + event,
        message -> isPush(message, event) || isBroadcast(message, event));
  }

  /** Fails if anything that was not asked for is there or comes in the next tenth of a second. */
  public void expectNothing() {
    inbox.refute("message at all", message -> true);
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
    return inbox.next();
  }

  /** Waits until the server closes this client's connection. */
  public CloseCode expectClose() {
    try {
      return transport.closed().get(Inbox.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("the connection was not closed within " + Inbox.PATIENCE, e);
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
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

  private static boolean answers(Message message, String ref) {
    return message instanceof Message.Reply reply && Ref.of(ref).equals(reply.ref());
  }

  private static boolean isPush(Message message, String event) {
    return message instanceof Message.Push push && push.event().equals(event);
  }

  private static boolean isBroadcast(Message message, String event) {
    return message instanceof Message.Broadcast broadcast && broadcast.event().equals(event);
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
}
