/** The subcommands. */
@NullMarked
package io.millrace.app.commands;

import org.jspecify.annotations.NullMarked;
