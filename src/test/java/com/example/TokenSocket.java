package com.example;

import io.kokko.channel.Channel;
import io.kokko.channel.JoinResult;
import io.kokko.channel.Reply;
import io.kokko.endpoint.Endpoint;
import io.kokko.message.Payload;
import io.kokko.socket.ConnectInfo;
import io.kokko.socket.ConnectResult;
import io.kokko.socket.SocketHandler;
import io.kokko.socket.TokenPolicy;
import io.kokko.token.Token;
import io.kokko.token.TokenResult;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lets those in who hold a token of this application, as long as it is good. */
public final class TokenSocket {

  /** What the application's tokens for this socket are signed with. */
  public static final String SALT = "member socket";

  // tag::member[]
  /** What every channel of a socket knows about its client. */
  public record Member(String name, @Nullable String tokenId, @Nullable Instant expiresAt) {

    static final Member GUEST = new Member("guest", null, null);
  }

  // end::member[]

  // tag::socket[]
  public static SocketHandler<Member> create(Token tokens) {
    return SocketHandler.connect(
            (Map<String, String> params, ConnectInfo info) ->
                member(tokens, info.authToken().orElse(params.get("token"))))
        .id(member -> "members_socket:" + member.name())
        .tokens(policy(tokens))
        .channel("room:*", room());
  }

  private static TokenPolicy<Member> policy(Token tokens) {
    return TokenPolicy.expiring(Member::expiresAt)
        .id(Member::tokenId)
        .refresh((member, token) -> member(tokens, token))
        .notice(Duration.ofSeconds(90));
  }

  private static ConnectResult<Member> member(Token tokens, @Nullable String token) {
    TokenResult result = tokens.verify(SALT, token);
    return result instanceof TokenResult.Ok ok
        ? ConnectResult.ok(new Member(ok.text(), ok.id(), ok.expiresAt()))
        : ConnectResult.error(Map.of("reason", "token missing, wrong or expired"));
  }

  // end::socket[]

  // tag::guests[]
  public static SocketHandler<Member> forGuests(Token tokens) {
    return create(tokens)
        .channel("public:*", room())
        .tokens(
            policy(tokens)
                .afterExpiry(member -> Member.GUEST)
                .allows(
                    (member, topic) ->
                        !member.equals(Member.GUEST) || topic.startsWith("public:")));
  }

  // end::guests[]

  /** Takes one token back, and no other of its user. */
  public static void revoke(Endpoint endpoint, TokenResult.Ok token) {
    // tag::revoke[]
    endpoint.revoke(token.id(), token.expiresAt());
    // end::revoke[]
  }

  /** Answers who its client is. */
  private record Room(Member member) {

    private Reply who(Payload payload) {
      return Reply.ok(Map.of("name", member.name()));
    }
  }

  private static Channel<Member, Room> room() {
    return Channel.<Member, Room>join(
            (topic, params, socket) -> JoinResult.ok(new Room(socket.assigns())))
        .handleIn("who", Payload.class, Room::who);
  }

  private TokenSocket() {}
}
