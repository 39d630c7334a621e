package io.kokko.hello;

import static org.apache.pekko.http.javadsl.server.Directives.concat;
import static org.apache.pekko.http.javadsl.server.Directives.get;
import static org.apache.pekko.http.javadsl.server.Directives.getFromResource;
import static org.apache.pekko.http.javadsl.server.Directives.getFromResourceDirectory;
import static org.apache.pekko.http.javadsl.server.Directives.path;
import static org.apache.pekko.http.javadsl.server.Directives.pathPrefix;
import static org.apache.pekko.http.javadsl.server.Directives.pathSingleSlash;
import static org.apache.pekko.http.javadsl.server.Directives.respondWithHeaders;

import io.kokko.endpoint.KokkoJs;
import io.kokko.endpoint.PhoenixJs;
import java.util.List;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.server.Route;

/** Serves the pages that show what there is, with phoenix.js and kokko.js. */
final class HelloPages {

  private static final String DIRECTORY = "io/kokko/hello/web";
  private static final ClassLoader LOADER = HelloPages.class.getClassLoader();

  /** A page may talk to every node, and load only what its own node has. */
  private static final List<HttpHeader> HEADERS =
      List.of(
          RawHeader.create(
              "Content-Security-Policy",
              "default-src 'self'; connect-src * ws: wss:; base-uri 'none'; frame-ancestors 'none'"),
          RawHeader.create("X-Content-Type-Options", "nosniff"),
          RawHeader.create("Cache-Control", "no-cache"));

  static Route route() {
    return respondWithHeaders(
        HEADERS,
        () ->
            concat(
                PhoenixJs.route(),
                KokkoJs.route(),
                pathSingleSlash(() -> page("room.html")),
                path("streams", () -> page("streams.html")),
                pathPrefix("web", () -> get(() -> getFromResourceDirectory(DIRECTORY, LOADER)))));
  }

  private static Route page(String name) {
    return get(() -> getFromResource(DIRECTORY + '/' + name, ContentTypes.TEXT_HTML_UTF8, LOADER));
  }

  private HelloPages() {}
}
