/** A service as a process of its own: options, exit codes, shutdown. */
@NullMarked
package io.millrace.runtime.process;

import org.jspecify.annotations.NullMarked;
