/** Runs on a bus: how they are registered and found, and what a service of one is given. */
@NullMarked
package io.millrace.runtime.run;

import org.jspecify.annotations.NullMarked;
