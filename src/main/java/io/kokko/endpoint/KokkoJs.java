package io.kokko.endpoint;

import static org.apache.pekko.http.javadsl.server.Directives.get;
import static org.apache.pekko.http.javadsl.server.Directives.getFromResource;
import static org.apache.pekko.http.javadsl.server.Directives.path;

import java.util.Map;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.server.Route;

/**
 * Serves kokko.js, the module that lets phoenix.js continue a stream after a disconnect and repeat
 * a push that was not answered.
 *
 * <p>Any thread may call it.
 */
public final class KokkoJs {

  /** See RFC 9239. */
  static final ContentType JAVASCRIPT =
      MediaTypes.customWithOpenCharset("text", "javascript", Map.of(), false)
          .toContentType(HttpCharsets.UTF_8);

  private static final String FILE = "kokko.js";

  /**
   * Answers {@code GET kokko.js} at the place where it is mounted, and nothing else: {@code
   * concat(KokkoJs.route(), …)} serves {@code /kokko.js}, {@code pathPrefix("assets",
   * KokkoJs::route)} serves {@code /assets/kokko.js}.
   */
  public static Route route() {
    return path(FILE, () -> get(KokkoJs::file));
  }

  private static Route file() {
    return getFromResource("io/kokko/endpoint/" + FILE, JAVASCRIPT, KokkoJs.class.getClassLoader());
  }

  private KokkoJs() {}
}
