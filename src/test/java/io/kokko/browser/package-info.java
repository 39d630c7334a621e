/** A headless Chromium for tests of pages. */
@NullMarked
package io.kokko.browser;

import org.jspecify.annotations.NullMarked;
