package io.millrace.app.faults;

/** What befalls a run. */
enum FaultKind {
    ENV_KILLED("env-service killed"),
    ACTOR_KILLED("actor killed"),
    LEARNER_KILLED("learner killed"),
    MONITOR_KILLED("monitor killed"),
    BROKER_KILLED("broker killed"),
    BROKER_RESTARTED("broker restarted"),
    CONNECTIONS_CUT("connections cut"),
    CONNECTIONS_DELAYED("connections delayed"),
    LEARNER_DISK_FULL("learner's disk full"),
    BROKER_DISK_FULL("broker's disk full"),
    MESSAGES_CORRUPTED("messages corrupted"),
    CLOCKS_JUMPED("clocks jumped");

    private final String words;

    FaultKind(String words) {
        this.words = words;
    }

    /** As the table names it. */
    String words() {
        return words;
    }
}
