/** Rules that choose among a few arms by statistics instead of a network, and what they are shown. */
@NullMarked
package io.millrace.policy.bandit;

import org.jspecify.annotations.NullMarked;
