package io.kokko.dashboard;

import static org.apache.pekko.http.javadsl.server.Directives.concat;
import static org.apache.pekko.http.javadsl.server.Directives.extractRequest;
import static org.apache.pekko.http.javadsl.server.Directives.get;
import static org.apache.pekko.http.javadsl.server.Directives.getFromResource;
import static org.apache.pekko.http.javadsl.server.Directives.path;
import static org.apache.pekko.http.javadsl.server.Directives.pathEnd;
import static org.apache.pekko.http.javadsl.server.Directives.pathPrefix;
import static org.apache.pekko.http.javadsl.server.Directives.reject;
import static org.apache.pekko.http.javadsl.server.Directives.respondWithHeaders;

import io.kokko.channel.Channel;
import io.kokko.endpoint.Endpoint;
import io.kokko.endpoint.EndpointBuilder;
import io.kokko.endpoint.PhoenixJs;
import io.kokko.socket.ConnectInfo;
import io.kokko.socket.ConnectResult;
import io.kokko.socket.SocketHandler;
import io.kokko.transport.CheckOrigin;
import io.kokko.transport.SocketOptions;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.RemoteAddress;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.server.Route;
import org.jspecify.annotations.Nullable;

/**
 * Shows, at {@code /dashboard}, the nodes and their links, what clients do over time, the topics
 * with the most broadcasts, clients that read too slowly, crashes, who is present in a topic, and
 * the messages of one topic or one socket as they pass.
 *
 * <p>There is none unless {@code kokko.dashboard.token} is set; then it is for visitors of this
 * host who know the token. Each node that is to be seen needs it, and the visitor goes to any one
 * of them. It counts topics and looks at messages only while somebody looks on, and everything that
 * it keeps or sends is bounded.
 *
 * <p>Any thread may call it.
 */
public final class Dashboard {

  private static final String NAME = "dashboard";
  private static final String DIRECTORY = "io/kokko/dashboard/";
  private static final ClassLoader LOADER = Dashboard.class.getClassLoader();

  private static final ContentType JAVASCRIPT = utf8("javascript");
  private static final ContentType CSS = utf8("css");

  private static final List<HttpHeader> HEADERS =
      List.of(
          RawHeader.create(
              "Content-Security-Policy",
              "default-src 'self'; img-src data:; connect-src 'self' ws: wss:; base-uri 'none';"
                  + " form-action 'none'; frame-ancestors 'none'"),
          RawHeader.create("X-Content-Type-Options", "nosniff"),
          RawHeader.create("Referrer-Policy", "no-referrer"),
          RawHeader.create("Cache-Control", "no-cache"));

  private static ContentType utf8(String textType) {
    return MediaTypes.customWithOpenCharset("text", textType, Map.of(), false)
        .toContentType(HttpCharsets.UTF_8);
  }

  private final ActorSystem<?> system;
  private final DashboardSettings settings;
  private final AtomicReference<@Nullable Observatory> observatory = new AtomicReference<>();

  private Dashboard(ActorSystem<?> system, DashboardSettings settings) {
    this.system = system;
    this.settings = settings;
  }

  /**
   * Reads {@code kokko.dashboard}.
   *
   * @throws io.kokko.settings.InvalidSettingException if the token is short
   */
  public static Dashboard of(ActorSystem<?> system) {
    return new Dashboard(system, DashboardSettings.of(system.settings().config()));
  }

  /** Tells whether there is one. */
  public boolean isOn() {
    return settings.isOn();
  }

  /** Adds the socket that its page speaks to; nothing where it is off. */
  public EndpointBuilder on(EndpointBuilder builder) {
    return isOn() ? builder.socket("/dashboard/live", socket(), options()) : builder;
  }

  private SocketHandler<Observatory> socket() {
    Channel<Observatory, OverviewChannel> overview = OverviewChannel.create();
    return SocketHandler.connect(this::connect)
        .channel(OverviewChannel.TOPIC, overview)
        .channel("tap:*", TapChannel.create());
  }

  private static SocketOptions options() {
    return SocketOptions.builder().authToken(true).checkOrigin(CheckOrigin.connection()).build();
  }

  private ConnectResult<Observatory> connect(Map<String, String> params, ConnectInfo info) {
    Observatory watched = observatory.get();
    return watched != null
            && (settings.remote() || info.peerAddress().getAddress().isLoopbackAddress())
            && info.authToken().filter(this::isToken).isPresent()
        ? ConnectResult.ok(watched)
        : ConnectResult.error();
  }

  /** Takes as long for a wrong token as for the right one. */
  private boolean isToken(String said) {
    return MessageDigest.isEqual(
        said.getBytes(StandardCharsets.UTF_8), settings.token().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Answers {@code GET dashboard} at the root, with what its page needs beneath, and begins to
   * observe the endpoint; where it is off, and to visitors of other hosts, it answers nothing. It
   * has to be among the {@linkplain EndpointBuilder#routes routes} of an endpoint, which tells
   * where visitors come from.
   */
  public Route route(Endpoint endpoint) {
    if (!isOn()) {
      return reject();
    }
    observatory.compareAndSet(null, Observatory.start(system, endpoint));
    Route page = respondWithHeaders(HEADERS, () -> pathPrefix(NAME, Dashboard::files));
    return extractRequest(request -> isAnswered(request) ? page : reject());
  }

  /** By the connection, since anybody can write a header. */
  private boolean isAnswered(HttpRequest request) {
    return settings.remote()
        || request
            .getAttribute(AttributeKeys.remoteAddress)
            .flatMap(RemoteAddress::getAddress)
            .filter(InetAddress::isLoopbackAddress)
            .isPresent();
  }

  private static Route files() {
    return concat(
        pathEnd(() -> file("dashboard.html", ContentTypes.TEXT_HTML_UTF8)),
        path("dashboard.js", () -> file("dashboard.js", JAVASCRIPT)),
        path("plot.js", () -> file("plot.js", JAVASCRIPT)),
        path("dashboard.css", () -> file("dashboard.css", CSS)),
        PhoenixJs.route());
  }

  private static Route file(String name, ContentType type) {
    return get(() -> getFromResource(DIRECTORY + name, type, LOADER));
  }
}
