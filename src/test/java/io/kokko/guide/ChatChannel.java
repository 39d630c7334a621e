package io.kokko.guide;

import io.kokko.channel.Channel;
import io.kokko.channel.JoinResult;
import io.kokko.channel.Next;
import io.kokko.channel.Reply;
import io.kokko.channel.ReplyRef;
import io.kokko.channel.Result;
import io.kokko.channel.Socket;
import io.kokko.channel.StopReason;
import io.kokko.message.Message;
import io.kokko.message.Payload;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiPredicate;

// tag::channel[]
/** A chat room that only its members may enter. */
public final class ChatChannel {

  /** Who the client is, as the socket's connect found out. */
  public record User(String name) {}

  /** From the client: what to say. */
  public record NewMsg(String body) {}

  /** To the room: who said what. */
  public record Msg(String from, String body) {}

  /** To the client: why not. */
  public record Denied(String reason) {}

  private record AfterJoin() {}

  /** A room that {@code admits} opens to a user, by topic. */
  public static Channel<User, ChatChannel> create(BiPredicate<String, User> admits) {
    return Channel.join((String topic, Payload params, Socket<User> socket) -> join(socket, admits))
        .handleIn("new_msg", NewMsg.class, ChatChannel::newMsg)
        .handleInfo(AfterJoin.class, ChatChannel::afterJoin);
  }

  private final Socket<User> socket;

  private ChatChannel(Socket<User> socket) {
    this.socket = socket;
    socket.info(new AfterJoin());
  }

  private static JoinResult<ChatChannel> join(
      Socket<User> socket, BiPredicate<String, User> admits) {
    if (!admits.test(socket.topic(), socket.assigns())) {
      return JoinResult.error(new Denied("unauthorized"));
    }
    return JoinResult.ok(new ChatChannel(socket));
  }

  private Result newMsg(NewMsg msg) {
    if (msg.body().isBlank()) {
      return Reply.error(new Denied("empty"));
    }
    socket.broadcast("new_msg", new Msg(socket.assigns().name(), msg.body()));
    return Reply.ok();
  }

  private Next afterJoin(AfterJoin joined) {
    socket.push("welcome", new Msg("room", "hello " + socket.assigns().name()));
    return Reply.none();
  }
}

// end::channel[]

/** Compiles the smaller examples of the guide. */
final class Examples {

  record Search(String words) {}

  record Found(String text) {}

  record Tick() {}

  private final Socket<ChatChannel.User> socket;

  Examples(Socket<ChatChannel.User> socket) {
    this.socket = socket;
  }

  // tag::intercept[]
  static Channel<ChatChannel.User, Examples> intercepting() {
    return Channel.join(Examples::join).handleOut("new_msg", ChatChannel.Msg.class, Examples::hear);
  }

  private Next hear(ChatChannel.Msg msg) {
    if (!msg.from().equals(socket.assigns().name())) {
      socket.push("new_msg", msg);
    }
    return Reply.none();
  }

  // end::intercept[]

  // tag::later[]
  static Channel<ChatChannel.User, Examples> answeringLater() {
    return Channel.join(Examples::join).handleIn("search", Search.class, Examples::search);
  }

  private Next search(Search search) {
    ReplyRef ref = socket.ref();
    index(search.words()).thenAccept(found -> socket.reply(ref, Reply.ok(found)));
    return Reply.none();
  }

  // end::later[]

  // tag::join-later[]
  static Channel<ChatChannel.User, Examples> joiningLater() {
    return Channel.join(
        (topic, params, socket) ->
            JoinResult.later(
                isMember(topic, socket.assigns())
                    .thenApply(
                        member ->
                            member ? JoinResult.ok(new Examples(socket)) : JoinResult.error())));
  }

  // end::join-later[]

  // tag::info[]
  static Channel<ChatChannel.User, Examples> ticking() {
    return Channel.join(Examples::join)
        .handleIn("start", Payload.class, Examples::start)
        .handleInfo(Tick.class, Examples::tick)
        .handleInfo(Message.Broadcast.class, Examples::heard)
        .terminate(Examples::ended);
  }

  private Reply start(Payload start) {
    socket.subscribe("news");
    socket.infoAfter(Duration.ofSeconds(1), new Tick());
    return Reply.ok();
  }

  private Next tick(Tick tick) {
    socket.push("tick", tick);
    socket.infoAfter(Duration.ofSeconds(1), tick);
    return Reply.none();
  }

  private Next heard(Message.Broadcast news) {
    socket.push("headline", news.payload());
    return Reply.none();
  }

  private void ended(StopReason reason) {
    System.Logger log = System.getLogger("guide");
    log.log(System.Logger.Level.DEBUG, "{0} ended: {1}", socket.topic(), reason.name());
  }

  // end::info[]

  // tag::otherwise[]
  static Channel<ChatChannel.User, Examples> forgiving() {
    return Channel.join(Examples::join)
        .handleIn("search", Search.class, Examples::search)
        .otherwise(
            (channel, event, payload) ->
                Reply.error(new ChatChannel.Denied("no " + event + " with " + payload)));
  }

  // end::otherwise[]

  // tag::blocking[]
  static Channel<ChatChannel.User, Examples> waitingForADatabase() {
    return Channel.join(Examples::join)
        .handleIn("search", Search.class, Examples::searchAndWait)
        .blocking();
  }

  private Reply searchAndWait(Search search) throws Exception {
    return Reply.ok(index(search.words()).toCompletableFuture().get());
  }

  // end::blocking[]

  private static JoinResult<Examples> join(
      String topic, Payload params, Socket<ChatChannel.User> socket) {
    return JoinResult.ok(new Examples(socket));
  }

  private static CompletionStage<Found> index(String words) {
    return CompletableFuture.completedFuture(new Found(words));
  }

  private static CompletionStage<Boolean> isMember(String topic, ChatChannel.User user) {
    return CompletableFuture.completedFuture(topic.endsWith(user.name()));
  }
}
