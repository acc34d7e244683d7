/** The environments, one class each. */
@NullMarked
package io.millrace.env.environments;

import org.jspecify.annotations.NullMarked;
