/** Holds what a user writes channels with, and the actor that runs one channel of one client. */
@NullMarked
package io.kokko.channel;

import org.jspecify.annotations.NullMarked;
