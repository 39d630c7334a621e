package io.kokko.transport;

import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Opens connections that nobody should open, each of another kind than the one before. */
final class HostileClient {

  private static final String POST =
      "POST /socket/websocket HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nbody";

  private static final String REFUSED = RawClient.UPGRADE.replace("vsn=2.0.0", "reject=true");

  /** What a client says that joins and is not nice then. */
  private static final List<String> RUDE =
      List.of(
          "[\"1\",\"1\",\"room:1\",\"phx_join\",{}]",
          "[\"2\",\"2\",\"room:2\",\"phx_join\",{\"crash\":true}]",
          "[\"3\",\"3\",\"ping\",\"phx_join\",null]",
          "[\"1\",\"4\",\"room:1\",\"async\",{}]",
          "[\"1\",\"5\",\"room:1\",\"new_msg\",[]]",
          "[\"6\",\"6\",\"room:1\",\"phx_join\",{}]",
          "[\"3\",\"7\",\"ping\",\"phx_leave\",{}]");

  private final HttpServer server;
  private final Random random;
  private int opened;

  HostileClient(HttpServer server, long seed) {
    this.server = server;
    random = new Random(seed);
  }

  /** Opens the next one and returns it, unless it has ended itself already. */
  Optional<RawClient> open() {
    RawClient client = new RawClient(server);
    switch (opened++ % 20) {
      case 0 -> client.reset();
      case 1 -> client.send(RawClient.UPGRADE).reset();
      case 2 -> client.send(RawClient.UPGRADE.substring(0, 40)).close();
      case 3 -> client.send(garbage()).reset();
      case 4 -> client.send(RawClient.UPGRADE + "\u0082");
      case 5 -> client.send("GET /health HTTP/1.1\r\n");
      case 6 -> client.send(RawClient.UPGRADE).send(garbage()).close();
      case 7 -> client.send(POST);
      case 8 -> client.send(REFUSED.repeat(20)).send(garbage());
      case 9 -> client.send(RawClient.UPGRADE.replace("2.0.0", "%zz&later=never"));
      case 10 -> client.send(RawClient.UPGRADE.replace("vsn", "later=never&vsn"));
      case 11 -> client.send(RawClient.UPGRADE).text("crash").close();
      case 12 -> rude(client).reset();
      case 13 -> rude(client).close();
      case 14 -> rude(client).endOutput();
      case 15 -> rude(client).text("no message");
      case 16 -> rude(client).sendHex("82 ff 0000 0000 7fff ffff 0000 0000 00");
      case 17 -> rude(client).sendHex("82 fe 0100 0000 0000 00").reset();
      case 18 -> rude(client).text("[".repeat(2000));
      default -> rude(client);
    }
    return client.socket().isClosed() ? Optional.empty() : Optional.of(client);
  }

  private static RawClient rude(RawClient client) {
    client.send(RawClient.UPGRADE);
    RUDE.forEach(client::text);
    return client;
  }

  private byte[] garbage() {
    byte[] garbage = new byte[200];
    random.nextBytes(garbage);
    return garbage;
  }
}
