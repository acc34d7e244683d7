/** What watches runs from their topics alone. */
@NullMarked
package io.millrace.monitoring;

import org.jspecify.annotations.NullMarked;
