/** Keeps the pages true. */
@NullMarked
package io.kokko.docs;

import org.jspecify.annotations.NullMarked;
