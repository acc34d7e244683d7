package io.millrace.app.broker;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/** What this Java was told about compiling. */
public final class CompilerDirectives {

    private CompilerDirectives() {}

    /** All of them, as Java prints them. */
    public static String print() throws JMException {
        return diagnose("compilerDirectivesPrint");
    }

    static String diagnose(String operation) throws JMException {
        return (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        operation,
                        new Object[0],
                        new String[0]);
    }
}
