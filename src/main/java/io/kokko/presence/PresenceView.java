package io.kokko.presence;

import io.kokko.channel.Socket;
import io.kokko.message.Payload;
import java.util.Map;
import java.util.Optional;

/**
 * What one client hears of the presence of its topic: all, or only what it asked for.
 *
 * <p>Made by {@link Presence#view}, while its client joins.
 */
public final class PresenceView {

  private final Presence presence;
  private final Socket<?> socket;
  private final Optional<Crowd> crowd;

  private PresenceView(Presence presence, Socket<?> socket, Optional<Crowd> crowd) {
    this.presence = presence;
    this.socket = socket;
    this.crowd = crowd;
  }

  static PresenceView of(Presence presence, Socket<?> socket, Payload params) {
    Optional<Crowd> crowd = Crowd.of(params);
    crowd.ifPresent(
        wanted -> {
          socket.mute(Channels.DIFF);
          socket.forward(wanted.subscribed(socket.topic()));
        });
    return new PresenceView(presence, socket, crowd);
  }

  /**
   * Sends the client who is there, or how many; what changes then follows by itself.
   *
   * @throws IllegalStateException during join
   */
  public void push() {
    if (crowd.isPresent()) {
      presence.attend(socket, crowd.get());
    } else {
      presence.push(socket);
    }
  }

  /**
   * Returns what to add to the reply of the join: {@code {"_x": {"presence": "count"}}} tells a
   * client that it got what it asked for; one that asked for nothing gets nothing more.
   */
  public Map<String, Object> reply() {
    return crowd
        .<Map<String, Object>>map(
            wanted -> Map.of(Crowd.EXTENSIONS, Map.of(Crowd.PRESENCE, wanted.name())))
        .orElse(Map.of());
  }
}
