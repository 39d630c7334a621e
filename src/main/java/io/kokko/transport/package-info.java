/** Holds the server's side of the network: TCP, WebSocket framing, and the way to Pekko HTTP. */
@NullMarked
package io.kokko.transport;

import org.jspecify.annotations.NullMarked;
