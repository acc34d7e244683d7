package io.millrace.app.run;

/** Is told how a run stands while it works, by the thread that learns. */
public interface RunProgress {

    /** The watch took in what happened; asked many times a second. */
    void show(RunWatch watch);

    /** The last time was the last. */
    void end();
}
