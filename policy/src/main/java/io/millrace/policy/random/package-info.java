/** Chance that is drawn from where it is used, never from a shared generator. */
@NullMarked
package io.millrace.policy.random;

import org.jspecify.annotations.NullMarked;
