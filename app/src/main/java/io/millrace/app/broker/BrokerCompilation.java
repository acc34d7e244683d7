package io.millrace.app.broker;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.management.JMException;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How Java compiles the broker and its clients where they share the process with a run: by the fast compiler
 * alone. The optimizing one would take more processor time for them in the first minute than the run itself,
 * and they are too many methods, each of them too rarely used, to give it back soon.
 */
public final class BrokerCompilation {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerCompilation.class);

    /** Patterns of classes, as {@code Compiler.directives_add} takes them. */
    private static final String DIRECTIVES = """
            [{match: ["kafka/*.*", "org/apache/kafka/*.*", "scala/*.*", "com/yammer/*.*"], c2: {Exclude: true}}]
            """;

    private BrokerCompilation() {}

    /**
     * Keeps the optimizing compiler off the classes of Kafka for the rest of this process. To be called before a
     * broker starts: what is compiled stays. A Java without such directives goes on as it does, and the log says so.
     */
    public static void leaveTheProcessorsToTheRun() {
        try {
            Path file = Files.createTempFile("millrace-directives", ".json");
            try {
                Files.writeString(file, DIRECTIVES);
                Object said = ManagementFactory.getPlatformMBeanServer()
                        .invoke(
                                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                                "compilerDirectivesAdd",
                                new Object[] {new String[] {file.toString()}},
                                new String[] {String[].class.getName()});
                LOG.debug("The optimizing compiler leaves Kafka alone: {}", said);
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException | JMException | SecurityException other) {
            LOG.debug("Java compiles Kafka as everything else, because it takes no compiler directives", other);
        }
    }
}
