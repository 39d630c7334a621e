/** Shows how an application is written: HelloSockets, with a socket and a few kinds of channels. */
@NullMarked
package io.kokko.hello;

import org.jspecify.annotations.NullMarked;
