package io.kokko.transport;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Says how clients reach the sockets of one path: Phoenix's options of {@code socket} in an
 * endpoint.
 *
 * <p>Immutable; what its {@linkplain #builder() builder} is not told is as in Phoenix.
 *
 * @see <a href="https://hexdocs.pm/phoenix/Phoenix.Endpoint.html#socket/3">Phoenix.Endpoint</a>
 */
public final class SocketOptions {

  /** RFC 9110, 5.6.2. */
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  private final boolean webSocket;
  private final String webSocketPath;
  private final boolean longPoll;
  private final String longPollPath;
  private final @Nullable CheckOrigin checkOrigin;
  private final @Nullable List<String> subprotocols;
  private final boolean authToken;
  private final @Nullable Duration idleTimeout;
  private final int maxFrameBytes;
  private final ErrorHandler errorHandler;
  private final boolean closeRefused;

  private SocketOptions(Builder builder) {
    webSocket = builder.webSocket;
    webSocketPath = builder.webSocketPath;
    longPoll = builder.longPoll;
    longPollPath = builder.longPollPath;
    checkOrigin = builder.checkOrigin;
    subprotocols = builder.subprotocols;
    authToken = builder.authToken;
    idleTimeout = builder.idleTimeout;
    maxFrameBytes = builder.maxFrameBytes;
    errorHandler = builder.errorHandler;
    closeRefused = builder.closeRefused;
  }

  /** Returns what holds where nothing is said: WebSockets, no long-poll. */
  public static SocketOptions defaults() {
    return builder().build();
  }

  /** Starts with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Tells whether WebSockets are served. */
  public boolean webSocket() {
    return webSocket;
  }

  /** Returns the path of WebSockets below that of the socket. */
  public String webSocketPath() {
    return webSocketPath;
  }

  /** Tells whether long-poll is served. */
  public boolean longPoll() {
    return longPoll;
  }

  /** Returns the path of long-poll below that of the socket. */
  public String longPollPath() {
    return longPollPath;
  }

  /** Returns which pages may connect, or empty if the endpoint's word counts. */
  public Optional<CheckOrigin> checkOrigin() {
    return Optional.ofNullable(checkOrigin);
  }

  /** Returns the subprotocols that clients may choose from, or empty if their wish is ignored. */
  public Optional<List<String>> subprotocols() {
    return Optional.ofNullable(subprotocols);
  }

  /** Tells whether clients may send a token with the connect. */
  public boolean authToken() {
    return authToken;
  }

  /** Returns how long a client may be silent, or empty if {@code kokko.transport} says it. */
  public Optional<Duration> idleTimeout() {
    return Optional.ofNullable(idleTimeout);
  }

  /** Returns how large a frame may be, or empty if {@code kokko.transport} says it. */
  public OptionalInt maxFrameBytes() {
    return maxFrameBytes == 0 ? OptionalInt.empty() : OptionalInt.of(maxFrameBytes);
  }

  /** Returns what answers a client that {@code connect} has refused for a reason. */
  public ErrorHandler errorHandler() {
    return errorHandler;
  }

  /** Tells whether a WebSocket that {@code connect} refuses is opened, and closed with 1000. */
  public boolean closeRefused() {
    return closeRefused;
  }

  /** Collects options; one thread may use it. */
  public static final class Builder {

    private boolean webSocket = true;
    private String webSocketPath = "/websocket";
    private boolean longPoll;
    private String longPollPath = "/longpoll";
    private @Nullable CheckOrigin checkOrigin;
    private @Nullable List<String> subprotocols;
    private boolean authToken;
    private @Nullable Duration idleTimeout;
    private int maxFrameBytes;
    private ErrorHandler errorHandler = ErrorHandler.forbidden();
    private boolean closeRefused;

    private Builder() {}

    /** Says whether to serve WebSockets. */
    public Builder webSocket(boolean served) {
      webSocket = served;
      return this;
    }

    /**
     * Serves WebSockets at another path below that of the socket than {@code /websocket}.
     *
     * @param path its segments may be parameters, like {@code /:room/websocket}; {@code connect}
     *     finds them among the others
     */
    public Builder webSocketPath(String path) {
      webSocketPath = path;
      return this;
    }

    /** Says whether to serve long-poll, for clients that cannot have a WebSocket. */
    public Builder longPoll(boolean served) {
      longPoll = served;
      return this;
    }

    /** Serves long-poll at another path below that of the socket than {@code /longpoll}. */
    public Builder longPollPath(String path) {
      longPollPath = path;
      return this;
    }

    /** Says which pages may connect to this socket, whatever the endpoint says. */
    public Builder checkOrigin(CheckOrigin policy) {
      checkOrigin = policy;
      return this;
    }

    /**
     * Names the subprotocols that this socket speaks, the dearest first. A client that asks for
     * others only is refused.
     */
    public Builder subprotocols(String... names) {
      for (String name : names) {
        if (!TOKEN.matcher(name).matches()) {
          throw new IllegalArgumentException(
              "subprotocol: \"" + name + "\" (expected: a name without spaces, like graphql-ws)");
        }
      }
      subprotocols = List.of(names);
      return this;
    }

    /** Lets clients send a token with the connect, as phoenix.js does with {@code authToken}. */
    public Builder authToken(boolean accepted) {
      authToken = accepted;
      return this;
    }

    /** Closes WebSockets whose client has been silent for so long. */
    public Builder idleTimeout(Duration timeout) {
      if (timeout.isNegative() || timeout.isZero()) {
        throw new IllegalArgumentException("idleTimeout: " + timeout + " (expected: > 0)");
      }
      idleTimeout = timeout;
      return this;
    }

    /** Bounds the frames of WebSocket clients. */
    public Builder maxFrameBytes(int bytes) {
      if (bytes < 1) {
        throw new IllegalArgumentException("maxFrameBytes: " + bytes + " (expected: >= 1)");
      }
      maxFrameBytes = bytes;
      return this;
    }

    /** Words the answer to clients that {@code connect} refuses for a reason. */
    public Builder errorHandler(ErrorHandler handler) {
      errorHandler = handler;
      return this;
    }

    /**
     * Says whether a WebSocket that {@code connect} refuses is opened and closed at once, with 1000
     * and the reason, instead of being answered with HTTP 403. phoenix.js from 1.6 to 1.8.12 stays
     * away after that, and shows the reason to {@code onClose}; other clients may come back at
     * once, see docs/sockets.md.
     */
    public Builder closeRefused(boolean closed) {
      closeRefused = closed;
      return this;
    }

    /** Makes the options. */
    public SocketOptions build() {
      return new SocketOptions(this);
    }
  }
}
