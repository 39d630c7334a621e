/** Holds what travels: messages, payloads, references, and the names of the protocol's events. */
@NullMarked
package io.kokko.message;

import org.jspecify.annotations.NullMarked;
