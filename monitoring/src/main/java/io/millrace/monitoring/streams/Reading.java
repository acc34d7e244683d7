package io.millrace.monitoring.streams;

import io.millrace.messages.RejectedRecord;
import io.millrace.monitoring.statistics.Partial;
import org.jspecify.annotations.Nullable;

/** What came of reading: a partial fold or a record that could not be used. One of the two is null. */
record Reading(@Nullable Partial partial, @Nullable RejectedRecord rejected) {}
