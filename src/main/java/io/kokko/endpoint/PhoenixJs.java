package io.kokko.endpoint;

import static org.apache.pekko.http.javadsl.server.Directives.concat;
import static org.apache.pekko.http.javadsl.server.Directives.get;
import static org.apache.pekko.http.javadsl.server.Directives.getFromResource;
import static org.apache.pekko.http.javadsl.server.Directives.path;

import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.server.Route;

/**
 * Serves phoenix.js, unmodified, as the module that npm has, for pages without a build of their
 * own.
 *
 * <p>Any thread may call it.
 *
 * @see <a href="https://www.npmjs.com/package/phoenix">phoenix</a>
 */
public final class PhoenixJs {

  /**
   * Answers {@code GET phoenix.mjs} at the place where it is mounted, {@code GET
   * phoenix-license.md} beside it, and nothing else.
   */
  public static Route route() {
    return concat(
        path("phoenix.mjs", () -> get(() -> file("phoenix.mjs", KokkoJs.JAVASCRIPT))),
        path(
            "phoenix-license.md",
            () -> get(() -> file("LICENSE.md", ContentTypes.TEXT_PLAIN_UTF8))));
  }

  private static Route file(String name, ContentType type) {
    return getFromResource(
        "io/kokko/endpoint/phoenix/" + name, type, PhoenixJs.class.getClassLoader());
  }

  private PhoenixJs() {}
}
