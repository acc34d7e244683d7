/** How the parameters of a policy lie in one flat vector. */
@NullMarked
package io.millrace.policy.parameters;

import org.jspecify.annotations.NullMarked;
