/** How much of a run's recorded experience is kept, what rests on it, and keeping it otherwise. */
@NullMarked
package io.millrace.app.retention;

import org.jspecify.annotations.NullMarked;
