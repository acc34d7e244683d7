/** A run as a settings file describes it, as it is kept on disk, and as it is watched. */
@NullMarked
package io.millrace.app.run;

import org.jspecify.annotations.NullMarked;
