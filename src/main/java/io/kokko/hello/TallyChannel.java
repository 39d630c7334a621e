package io.kokko.hello;

import io.kokko.channel.Channel;
import io.kokko.channel.JoinResult;
import io.kokko.channel.Next;
import io.kokko.channel.Reply;
import io.kokko.channel.Socket;
import io.kokko.channel.Stream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Adds up numbers in the database that all nodes share, so that none is lost or counted twice. */
public final class TallyChannel {

  // tag::channel[]
  /** From the client. */
  public record Add(int n) {}

  public static Channel<User, TallyChannel> create() {
    TallyTable table = new TallyTable();
    return Channel.<User, TallyChannel>join((topic, params, socket) -> join(table, socket)).stream(
            Stream.keep(1_000).within(Duration.ofMinutes(10)))
        .handleIn("add", Add.class, TallyChannel::add)
        .idempotent("add", Duration.ofMinutes(10));
  }

  private final TallyTable table;
  private final Socket<User> socket;

  private TallyChannel(TallyTable table, Socket<User> socket) {
    this.table = table;
    this.socket = socket;
  }

  /** Replies with the state; what is added from then on follows, or is already in it. */
  private static JoinResult<TallyChannel> join(TallyTable table, Socket<User> socket) {
    return JoinResult.later(
        open(table, socket, 2)
            .thenApply(state -> JoinResult.ok(new TallyChannel(table, socket), state)));
  }

  /** The sum, the broadcast and the answer are in the database together, or none of them is. */
  private Next add(Add add) {
    return socket.replyInTransaction(
        transaction -> {
          TallyTable.Added added = table.add(transaction.connection(), socket.topic(), add.n());
          transaction.append(socket.topic(), "added", added);
          return Reply.ok(added);
        });
  }

  // end::channel[]

  /** Two nodes that make the same table or row stand in each other's way, but not for long. */
  private static CompletionStage<TallyTable.State> open(
      TallyTable table, Socket<User> socket, int moreTries) {
    return socket
        .transaction(transaction -> table.open(transaction.connection(), socket.topic()))
        .exceptionallyCompose(
            failure -> {
              Throwable cause =
                  failure instanceof CompletionException ? failure.getCause() : failure;
              return cause instanceof SQLException && moreTries > 0
                  ? open(table, socket, moreTries - 1)
                  : CompletableFuture.failedFuture(failure);
            });
  }
}
