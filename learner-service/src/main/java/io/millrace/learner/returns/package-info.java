/** What steps were worth: pure functions of rewards, ends and value estimates. */
@NullMarked
package io.millrace.learner.returns;

import org.jspecify.annotations.NullMarked;
