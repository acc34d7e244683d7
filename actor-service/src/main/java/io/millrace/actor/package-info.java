/** The actor-service: observation batches in, action batches out, with the newest weights. */
@NullMarked
package io.millrace.actor;

import org.jspecify.annotations.NullMarked;
