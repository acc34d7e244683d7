/** Judges a greedy policy by playing episodes in this process. */
@NullMarked
package io.millrace.app.evaluation;

import org.jspecify.annotations.NullMarked;
