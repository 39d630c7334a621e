/** Signs and encrypts data that clients carry, in the form that Phoenix.Token has. */
@NullMarked
package io.kokko.token;

import org.jspecify.annotations.NullMarked;
