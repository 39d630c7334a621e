package io.kokko.transport;

import io.kokko.socket.ConnectInfo.Header;
import java.util.ArrayList;
import java.util.List;

/**
 * Holds the head of a request for a WebSocket path, whether or not it is a valid upgrade.
 *
 * @param protocol {@code HTTP/1.1} or another version
 * @param scheme {@code http}, or {@code https} where the connection is encrypted
 * @param target the path, and the query if there is one, as they came
 */
record UpgradeRequest(
    Mount mount, String protocol, String scheme, String target, List<Header> headers) {

  /** Returns the part behind the question mark, still encoded; empty where there is none. */
  String query() {
    int question = target.indexOf('?');
    return question < 0 ? "" : target.substring(question + 1);
  }

  /** Returns the part before the question mark, still encoded. */
  String path() {
    int question = target.indexOf('?');
    return question < 0 ? target : target.substring(0, question);
  }

  /** Returns what the client connected to, as its Host header says. */
  Origin address() {
    return values("host").stream()
        .findFirst()
        .flatMap(host -> Origin.parse(scheme + "://" + host))
        .orElse(new Origin(scheme, "", null));
  }

  List<String> values(String name) {
    List<String> values = new ArrayList<>(1);
    for (Header header : headers) {
      if (header.name().equals(name)) {
        values.add(header.value());
      }
    }
    return values;
  }

  /** Tells whether one element of a header that is a list is the given word, in any case. */
  boolean contains(String name, String word) {
    for (String value : values(name)) {
      for (String element : value.split(",", -1)) {
        if (element.strip().equalsIgnoreCase(word)) {
          return true;
        }
      }
    }
    return false;
  }
}
