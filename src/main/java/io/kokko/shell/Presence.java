package io.kokko.shell;

import io.kokko.presence.Presences;
import java.util.List;

/** Offers the shell who is there, in the whole cluster. */
public final class Presence {

  private Presence() {}

  /** Lists who is in a topic, by the presence of the application that has anybody in it. */
  public static Presences list(String topic) {
    return Results.of(() -> list(presences(), topic));
  }

  /** Lists who is in a topic, by the presence of a name. */
  public static Presences list(String presence, String topic) {
    return Results.of(
        () ->
            list(
                presences().stream().filter(each -> each.name().equals(presence)).toList(), topic));
  }

  private static Presences list(List<io.kokko.presence.Presence> presences, String topic) {
    return presences.stream()
        .map(presence -> presence.list(topic))
        .reduce((first, second) -> first.isEmpty() ? second : first)
        .orElseThrow(() -> new UnknownPresenceException(presences()));
  }

  private static List<io.kokko.presence.Presence> presences() {
    return Attachment.node().endpoint().presences();
  }
}
