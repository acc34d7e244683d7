/** The loops that run until they are told to stop: one worker, one thread. */
@NullMarked
package io.millrace.runtime.worker;

import org.jspecify.annotations.NullMarked;
