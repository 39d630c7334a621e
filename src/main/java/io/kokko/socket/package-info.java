/** Holds what a user writes sockets with, and the actor that runs the socket of one client. */
@NullMarked
package io.kokko.socket;

import org.jspecify.annotations.NullMarked;
