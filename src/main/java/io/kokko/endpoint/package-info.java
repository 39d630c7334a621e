/** Holds the entrance of an application: the endpoint that serves its sockets and broadcasts. */
@NullMarked
package io.kokko.endpoint;

import org.jspecify.annotations.NullMarked;
