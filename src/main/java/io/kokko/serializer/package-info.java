/** Turns messages into frames and back, in the two versions of the protocol that clients speak. */
@NullMarked
package io.kokko.serializer;

import org.jspecify.annotations.NullMarked;
