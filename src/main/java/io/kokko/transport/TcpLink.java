package io.kokko.transport;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.io.Tcp;
import org.apache.pekko.io.TcpMessage;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/** Is a connection actor's end of its TCP connection, with one clock; the actor's own. */
final class TcpLink {

  private final ActorContext<Object> context;
  private final org.apache.pekko.actor.ActorRef tcp;
  private final InetSocketAddress peer;
  private final ServerContext server;

  private @Nullable Cancellable alarm;

  TcpLink(
      ActorContext<Object> context,
      org.apache.pekko.actor.ActorRef tcp,
      InetSocketAddress peer,
      ServerContext server) {
    this.context = context;
    this.tcp = tcp;
    this.peer = peer;
    this.server = server;
  }

  ActorContext<Object> context() {
    return context;
  }

  ActorRef<Object> self() {
    return context.getSelf();
  }

  InetSocketAddress peer() {
    return peer;
  }

  ServerContext server() {
    return server;
  }

  TransportSettings settings() {
    return server.settings();
  }

  /** Stays open when the client has sent its last byte: it may still want its answer. */
  void register() {
    tell(TcpMessage.register(Adapter.toClassic(self()), true, false));
  }

  /** Asks for the next piece. */
  void read() {
    tell(TcpMessage.resumeReading());
  }

  /** Writes, and is told {@link Written}; one write at a time. */
  void write(byte[] bytes) {
    write(ByteString.fromArrayUnsafe(bytes));
  }

  /** Writes, and is told {@link Written}; one write at a time. */
  void write(ByteString bytes) {
    tell(TcpMessage.write(bytes, Written.INSTANCE));
  }

  /** Closes once the write under way has ended. */
  void close() {
    tell(TcpMessage.close());
  }

  /** Sends no more, but lets the client close, so that it sees what was sent before. */
  void closeOutput() {
    tell(TcpMessage.confirmedClose());
  }

  /** Cuts the connection. */
  void abort() {
    tell(TcpMessage.abort());
  }

  /** Sets the clock: {@link Notice#ALARM} comes after the delay, and no earlier alarm any more. */
  void alarmIn(Duration delay) {
    cancelAlarm();
    alarm = context.scheduleOnce(delay, self(), Notice.ALARM);
  }

  void cancelAlarm() {
    if (alarm != null) {
      alarm.cancel();
      alarm = null;
    }
  }

  private void tell(Tcp.Command command) {
    tcp.tell(command, Adapter.toClassic(self()));
  }
}
