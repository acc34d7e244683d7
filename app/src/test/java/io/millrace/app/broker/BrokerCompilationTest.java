package io.millrace.app.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BrokerCompilationTest {

    @AfterEach
    void asBefore() throws JMException {
        diagnose("compilerDirectivesClear");
    }

    @Test
    void theOptimizingCompilerLeavesKafkaAloneAndNothingElse() throws JMException {
        BrokerCompilation.leaveTheProcessorsToTheRun();

        String directives = diagnose("compilerDirectivesPrint");
        int others = directives.lastIndexOf("Directive:");
        String kafka = directives.substring(0, others);
        int optimizing = kafka.indexOf("c2 directives");
        assertThat(kafka).contains("kafka/*.*").doesNotContain("millrace");
        assertThat(kafka.substring(0, optimizing)).contains("Exclude:false").doesNotContain("Exclude:true");
        assertThat(kafka.substring(optimizing)).contains("Exclude:true");
        assertThat(directives.substring(others)).doesNotContain("Exclude:true");
    }

    private static String diagnose(String operation) throws JMException {
        return (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        operation,
                        new Object[0],
                        new String[0]);
    }
}
