/** Rules that act by observations alone, for a policy to learn from or to be measured against. */
@NullMarked
package io.millrace.policy.behaviour;

import org.jspecify.annotations.NullMarked;
