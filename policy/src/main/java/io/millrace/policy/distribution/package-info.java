/** Distributions over actions, given what a network puts out. */
@NullMarked
package io.millrace.policy.distribution;

import org.jspecify.annotations.NullMarked;
