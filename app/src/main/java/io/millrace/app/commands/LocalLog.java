package io.millrace.app.commands;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.FileAppender;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the log to a file while it is open: the console then belongs to progress and summary. */
final class LocalLog implements AutoCloseable {

    private final ch.qos.logback.classic.Logger root;
    private final List<Appender<ILoggingEvent>> usual = new ArrayList<>();
    private final FileAppender<ILoggingEvent> appender = new FileAppender<>();

    private LocalLog(LoggerContext context, Path file) {
        root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%d{yyyy-MM-dd HH:mm:ss.SSS} %-5level [%thread] %msg %kvp{DOUBLE}%n%ex");
        encoder.start();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.setFile(file.toString());
        appender.start();
        root.iteratorForAppenders().forEachRemaining(usual::add);
        usual.forEach(root::detachAppender);
        root.addAppender(appender);
    }

    /**
     * From here on, everything that is logged goes to this file.
     *
     * @throws IllegalStateException if something else than Logback logs
     */
    static LocalLog writeTo(Path file) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            return new LocalLog(context, file);
        }
        throw new IllegalStateException("Millrace logs with Logback, but another library took its place.");
    }

    /** Logs again where it did before. */
    @Override
    public void close() {
        root.detachAppender(appender);
        appender.stop();
        usual.forEach(root::addAppender);
    }
}
