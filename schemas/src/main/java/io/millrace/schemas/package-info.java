/** What is said on the topics: their names, and how messages become bytes. */
@NullMarked
package io.millrace.schemas;

import org.jspecify.annotations.NullMarked;
