/** Feeds the decoders with the inputs that fuzzing has found, and with variations of them. */
@NullMarked
package io.kokko.fuzz;

import org.jspecify.annotations.NullMarked;
