/** Parts of what a person reads: pages that ask for nothing else, charts in them, tables as text, and words while it works. */
@NullMarked
package io.millrace.app.report;

import org.jspecify.annotations.NullMarked;
