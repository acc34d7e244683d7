/** What a policy may choose from. */
@NullMarked
package io.millrace.policy.space;

import org.jspecify.annotations.NullMarked;
