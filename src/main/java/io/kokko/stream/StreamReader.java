package io.kokko.stream;

import io.kokko.channel.Streams;
import io.kokko.message.Position;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Keeps a view open for one that is interested. */
final class StreamReader implements Streams.Reader {

  private final StreamView view;
  private final AtomicBoolean closed = new AtomicBoolean();
  private @Nullable Position wanted;
  private @Nullable Position start;
  private Streams.@Nullable Member member;

  StreamReader(StreamView view) {
    this.view = view;
  }

  @Override
  public CompletionStage<Position> position() {
    return view.opened();
  }

  @Override
  public CompletionStage<Streams.Begin> attach(
      @Nullable Position wants, Position starts, Streams.Member joining) {
    wanted = wants;
    start = starts;
    member = joining;
    return view.attach(this);
  }

  /** Returns where it wants to continue, or null. */
  @Nullable Position wanted() {
    return wanted;
  }

  /** Returns where the stream was when it asked. */
  Position start() {
    return Objects.requireNonNull(start);
  }

  Streams.Member member() {
    return Objects.requireNonNull(member);
  }

  boolean isClosed() {
    return closed.get();
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      view.interest().decrementAndGet();
      view.remove(this);
    }
  }
}
