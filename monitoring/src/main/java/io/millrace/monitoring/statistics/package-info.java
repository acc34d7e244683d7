/** What episodes and updates come to in a window of time: plain Java without bus or clock. */
@NullMarked
package io.millrace.monitoring.statistics;

import org.jspecify.annotations.NullMarked;
