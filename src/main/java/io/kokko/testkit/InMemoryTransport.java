package io.kokko.testkit;

import io.kokko.channel.CloseCode;
import io.kokko.channel.Transport;
import io.kokko.serializer.Frame;
import io.kokko.socket.SocketActor;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorRef;

/** Carries frames between a test and a socket actor, and keeps what the test has not read. */
final class InMemoryTransport implements Transport {

  private final BlockingQueue<Frame> sent = new LinkedBlockingQueue<>();
  private final CompletableFuture<CloseCode> closed = new CompletableFuture<>();
  private final CompletableFuture<ActorRef<SocketActor.Command>> socket = new CompletableFuture<>();
  private final AtomicInteger inFlight = new AtomicInteger();

  void open(ActorRef<SocketActor.Command> opened) {
    socket.complete(opened);
  }

  ActorRef<SocketActor.Command> socket() {
    return socket.join();
  }

  void receive(Frame frame) {
    inFlight.incrementAndGet();
    socket().tell(new SocketActor.Incoming(frame));
  }

  BlockingQueue<Frame> sent() {
    return sent;
  }

  CompletableFuture<CloseCode> closed() {
    return closed;
  }

  int inFlight() {
    return inFlight.get();
  }

  @Override
  public void send(Frame frame) {
    if (!closed.isDone()) {
      sent.add(frame);
    }
  }

  @Override
  public void close(CloseCode code) {
    closed.complete(code);
  }

  @Override
  public void received(int frames, long sizeInBytes) {
    inFlight.addAndGet(-frames);
  }
}
