/** Holds clients of bare bytes, for tests that must see and send exactly what is on the wire. */
@NullMarked
package io.kokko.wire;

import org.jspecify.annotations.NullMarked;
