package io.millrace.monitoring.statistics;

/** Which form the monitor's own bytes have. */
final class Formats {

    private Formats() {}

    static void require(int known, int found) {
        if (known != found) {
            throw new IllegalArgumentException("The monitor's state has format " + found + ", and this version reads "
                    + known + ". Stop the monitors of the other version, and delete the topics that begin with"
                    + " \"millrace-monitor\": everything is computed anew.");
        }
    }
}
