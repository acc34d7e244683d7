package io.millrace.app.broker;

import static org.assertj.core.api.Assertions.assertThat;

import javax.management.JMException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BrokerCompilationTest {

    @AfterEach
    void asBefore() throws JMException {
        CompilerDirectives.diagnose("compilerDirectivesClear");
    }

    @Test
    void theOptimizingCompilerLeavesKafkaAloneAndNothingElse() throws JMException {
        BrokerCompilation.leaveTheProcessorsToTheRun();

        String directives = CompilerDirectives.print();
        int others = directives.lastIndexOf("Directive:");
        String kafka = directives.substring(0, others);
        int optimizing = kafka.indexOf("c2 directives");
        assertThat(kafka).contains("kafka/*.*").doesNotContain("millrace");
        assertThat(kafka.substring(0, optimizing)).contains("Exclude:false").doesNotContain("Exclude:true");
        assertThat(kafka.substring(optimizing)).contains("Exclude:true");
        assertThat(directives.substring(others)).doesNotContain("Exclude:true");
    }
}
