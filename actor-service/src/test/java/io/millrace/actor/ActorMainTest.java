package io.millrace.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.runtime.process.ExitCodes;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ActorMainTest {

    @Test
    void withoutARunItShowsTheCommandThatTheUserTyped() {
        StringWriter said = new StringWriter();

        ExitCodes.run(
                ActorMain.command(),
                CommandLine.defaultFactory(),
                new PrintWriter(new StringWriter()),
                new PrintWriter(said, true));

        assertThat(said.toString()).contains("Usage: millrace actor [");
    }
}
