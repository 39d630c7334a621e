/**
 * Breaks nodes, the database and the network under clients that come and go, and judges what they
 * heard.
 */
@NullMarked
package io.kokko.chaos;

import org.jspecify.annotations.NullMarked;
