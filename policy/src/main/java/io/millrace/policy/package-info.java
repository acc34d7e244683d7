/** From observation to action: what actors and evaluators share. */
@NullMarked
package io.millrace.policy;

import org.jspecify.annotations.NullMarked;
