package io.kokko.cluster;

import java.util.OptionalInt;

/** Says which node is meant, and on which port it is if the user knows: {@code name@host:port}. */
record NodeLocation(NodeName name, OptionalInt port) {

  private static final int MAX_PORT = 65_535;

  static NodeLocation parse(String spelled) {
    int colon = spelled.lastIndexOf(':');
    if (colon < 0) {
      return new NodeLocation(NodeName.parse(spelled), OptionalInt.empty());
    }
    NodeName name = NodeName.parse(spelled.substring(0, colon));
    return new NodeLocation(name, OptionalInt.of(port(spelled, spelled.substring(colon + 1))));
  }

  private static int port(String spelled, String digits) {
    try {
      int port = Integer.parseInt(digits);
      if (port >= 1 && port <= MAX_PORT) {
        return port;
      }
    } catch (NumberFormatException e) {
      throw new BadNodeNameException(spelled, e);
    }
    throw new BadNodeNameException(spelled);
  }

  @Override
  public String toString() {
    return port.isPresent() ? name + ":" + port.getAsInt() : name.toString();
  }
}
