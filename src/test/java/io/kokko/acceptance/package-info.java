/** Does with real processes what a user does: nodes of scripts/kokko, wscat, phoenix.js. */
@NullMarked
package io.kokko.acceptance;

import org.jspecify.annotations.NullMarked;
