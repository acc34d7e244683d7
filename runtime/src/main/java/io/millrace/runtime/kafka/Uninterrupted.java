package io.millrace.runtime.kafka;

/**
 * Closes a Kafka client as it should be closed even on a thread that was told to stop: an interrupted
 * consumer would not leave its group, and its partitions would lie idle until the session times out.
 */
final class Uninterrupted {

    private Uninterrupted() {}

    /** Runs a closing that is bounded in time; an interruption that came before is put back after it. */
    static void close(Runnable closing) {
        boolean interrupted = Thread.interrupted();
        try {
            closing.run();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
