/** Events, where they come from and where they go: one contract for Kafka and for memory. */
@NullMarked
package io.millrace.runtime.event;

import org.jspecify.annotations.NullMarked;
