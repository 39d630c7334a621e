package io.kokko.transport;

import io.kokko.serializer.Frame;
import io.kokko.socket.SocketActor;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Hands a client's posts to its socket, each after the one before it, and no faster than its
 * channels work; owned by one {@link LongPollActor}.
 */
final class PostQueue {

  private static final int TAKEN = 200;
  private static final int NOT_TAKEN = 408;

  private final ActorRef<SocketActor.Command> socket;
  private final LongPollTransport transport;
  private final ActorRef<Done> taken;
  private final int maxWaitingBytes;

  /** The socket has them, but has not said so. */
  private final Deque<LongPollActor.Post> handed = new ArrayDeque<>();

  private final Deque<LongPollActor.Post> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private boolean paused;

  PostQueue(
      ActorRef<SocketActor.Command> socket,
      LongPollTransport transport,
      ActorRef<Done> taken,
      int maxWaitingBytes) {
    this.socket = socket;
    this.transport = transport;
    this.taken = taken;
    this.maxWaitingBytes = maxWaitingBytes;
  }

  void add(LongPollActor.Post post) {
    if (!paused) {
      hand(post);
    } else if (waitingBytes + sizeOf(post) > maxWaitingBytes) {
      post.status().complete(NOT_TAKEN);
    } else {
      waiting.add(post);
      waitingBytes += sizeOf(post);
    }
  }

  private void hand(LongPollActor.Post post) {
    for (Frame frame : post.frames()) {
      paused |= transport.hand(frame.bytes().length);
      socket.tell(new SocketActor.Incoming(frame));
    }
    handed.add(post);
    socket.tell(new SocketActor.Sync(taken));
  }

  /** The socket has taken the oldest post, which is returned. */
  LongPollActor.Post taken() {
    LongPollActor.Post post = handed.remove();
    post.status().complete(TAKEN);
    return post;
  }

  /** The channels have caught up. */
  void resume() {
    paused = false;
    while (!paused && !waiting.isEmpty()) {
      LongPollActor.Post post = waiting.remove();
      waitingBytes -= sizeOf(post);
      hand(post);
    }
  }

  /** The client gets its answer, and if the post has not been handed on, that stays so. */
  void expire(LongPollActor.Post post) {
    post.status().complete(NOT_TAKEN);
    if (waiting.remove(post)) {
      waitingBytes -= sizeOf(post);
    }
  }

  /** The socket has ended. */
  void end() {
    handed.forEach(post -> post.status().complete(NOT_TAKEN));
    waiting.forEach(post -> post.status().complete(NOT_TAKEN));
  }

  private static long sizeOf(LongPollActor.Post post) {
    return post.frames().stream().mapToLong(frame -> frame.bytes().length).sum();
  }
}
