/** Statistics of all runs of a cluster, by Kafka Streams. */
@NullMarked
package io.millrace.monitoring.streams;

import org.jspecify.annotations.NullMarked;
