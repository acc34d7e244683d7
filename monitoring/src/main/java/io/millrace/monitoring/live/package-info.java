/** One page on which runs are seen while they work: read from their topics, sent to browsers as it happens. */
@NullMarked
package io.millrace.monitoring.live;

import org.jspecify.annotations.NullMarked;
