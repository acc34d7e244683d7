/** Values in tables, where observations are few: what algorithms with networks are held against. */
@NullMarked
package io.millrace.learner.tabular;

import org.jspecify.annotations.NullMarked;
