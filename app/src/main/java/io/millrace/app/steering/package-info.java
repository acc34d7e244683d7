/** Steers regions to a goal, by a policy and by rules beside it, and shows the ways they take. */
@NullMarked
package io.millrace.app.steering;

import org.jspecify.annotations.NullMarked;
