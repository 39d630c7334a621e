/** Replays what a real Phoenix answered. */
@NullMarked
package io.kokko.reference;

import org.jspecify.annotations.NullMarked;
