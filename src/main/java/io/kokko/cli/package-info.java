/** Holds the commands of {@code scripts/kokko}. */
@NullMarked
package io.kokko.cli;

import org.jspecify.annotations.NullMarked;
