/**
 * Multi-armed bandits: rules that decide by statistics of what each arm gave. The statistics are the
 * parameters of such a policy, as weights are a network's.
 */
@NullMarked
package io.millrace.policy.bandit;

import org.jspecify.annotations.NullMarked;
