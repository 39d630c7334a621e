/** Bounds how often something may happen: rates, and the buckets of tokens that keep them. */
@NullMarked
package io.kokko.limit;

import org.jspecify.annotations.NullMarked;
