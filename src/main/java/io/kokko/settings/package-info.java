/** Reads configuration, and says clearly what is wrong with it. */
@NullMarked
package io.kokko.settings;

import org.jspecify.annotations.NullMarked;
