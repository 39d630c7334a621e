/** Keeps streams: their messages, in one order a topic, and the answers to pushes with a key. */
@NullMarked
package io.kokko.store;

import org.jspecify.annotations.NullMarked;
