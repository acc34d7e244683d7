/** Parts of what a person reads: pages that ask for nothing else, charts in them, and tables as text. */
@NullMarked
package io.millrace.app.report;

import org.jspecify.annotations.NullMarked;
