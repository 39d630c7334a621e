/**
 * Tests channels without a network, through the real socket and channel actors.
 *
 * @see <a href="https://hexdocs.pm/phoenix/Phoenix.ChannelTest.html">Phoenix.ChannelTest</a>
 */
@NullMarked
package io.kokko.testkit;

import org.jspecify.annotations.NullMarked;
