/** What is measured: parts in JMH, and whole runs. */
@NullMarked
package io.millrace.benchmarks;

import org.jspecify.annotations.NullMarked;
