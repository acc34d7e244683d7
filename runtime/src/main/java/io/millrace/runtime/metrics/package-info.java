/** What a process shows of itself over HTTP: its meters, and whether it lives and is ready. */
@NullMarked
package io.millrace.runtime.metrics;

import org.jspecify.annotations.NullMarked;
