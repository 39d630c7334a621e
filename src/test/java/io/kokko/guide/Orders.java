package io.kokko.guide;

import io.kokko.channel.Channel;
import io.kokko.channel.JoinResult;
import io.kokko.channel.Next;
import io.kokko.channel.Reply;
import io.kokko.channel.Socket;
import io.kokko.channel.Stream;
import io.kokko.endpoint.KokkoJs;
import io.kokko.message.Payload;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.Route;

/** Follows orders, of which no change may be missed. */
final class Orders {

  record Order(String id, String state) {}

  /** What the application keeps its orders in. */
  interface Table {
    CompletionStage<List<Order>> all(String topic);
  }

  // tag::stream[]
  static Channel<ChatChannel.User, Orders> create(Table table) {
    return Channel.join(
            (String topic, Payload params, Socket<ChatChannel.User> socket) ->
                join(topic, socket, table))
        .stream(Stream.keep(1_000).within(Duration.ofMinutes(10)))
        .handleIn("changed", Order.class, Orders::changed);
  }

  record State(List<Order> orders) {}

  private final Socket<ChatChannel.User> socket;

  private Orders(Socket<ChatChannel.User> socket) {
    this.socket = socket;
  }

  private static JoinResult<Orders> join(
      String topic, Socket<ChatChannel.User> socket, Table table) {
    return JoinResult.later(
        table.all(topic).thenApply(orders -> JoinResult.ok(new Orders(socket), new State(orders))));
  }

  /** The client hears {@code ok} when the message is safe. */
  private Next changed(Order order) {
    return socket.replyWhen(socket.append("changed", order).thenApply(position -> Reply.ok()));
  }

  // end::stream[]

  // tag::route[]
  static Route assets() {
    return Directives.pathPrefix("assets", KokkoJs::route); // GET /assets/kokko.js
  }

  // end::route[]
}
