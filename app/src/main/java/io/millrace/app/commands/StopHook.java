package io.millrace.app.commands;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Until it is forgotten, an interrupt of the process asks for an orderly end and waits for the thread that
 * made this, for a while.
 */
final class StopHook {

    private static final Logger LOGGER = LoggerFactory.getLogger(StopHook.class);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Thread hook;

    private StopHook(Thread hook) {
        this.hook = hook;
    }

    /** @param stop asks for the end; called by a thread of its own */
    static StopHook calling(Runnable stop) {
        Thread maker = Thread.currentThread();
        Thread hook = new Thread(() -> stopAndWait(stop, maker), "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        return new StopHook(hook);
    }

    private static void stopAndWait(Runnable stop, Thread maker) {
        stop.run();
        try {
            maker.join(PATIENCE.toMillis());
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    /** Interrupts end the process as usual again. */
    void forget() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            LOGGER.atDebug().log("the process is ending; its hook waits for this thread");
        }
    }
}
