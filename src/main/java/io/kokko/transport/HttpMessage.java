package io.kokko.transport;

/** What Pekko HTTP's streams and the request handler tell a connection in its HTTP phase. */
sealed interface HttpMessage {

  /** Has nothing more to say than that. */
  enum Event implements HttpMessage {
    /** The stream took the bytes from the client. */
    TAKEN,

    /** The stream will send bytes, and wants each piece acknowledged. */
    OPENED,

    /** The stream has sent its last byte. */
    COMPLETED,

    /** The head of a request is complete. */
    REQUESTED,

    /** A request has its response. */
    ANSWERED
  }

  /** The stream broke. */
  record Failed(Throwable cause) implements HttpMessage {}

  /** The connection is to become a WebSocket as soon as the responses before it are written. */
  record Switch(UpgradeRequest request, Admission.Admitted admitted) implements HttpMessage {}
}
