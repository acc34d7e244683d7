/** Settings: one strict YAML file, overridden by flags and variables, bound to records that cannot be wrong. */
@NullMarked
package io.millrace.runtime.settings;

import org.jspecify.annotations.NullMarked;
