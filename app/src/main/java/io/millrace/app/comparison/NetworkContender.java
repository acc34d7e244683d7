package io.millrace.app.comparison;

import io.millrace.app.run.RunFile;
import io.millrace.env.environments.EnvironmentParameters;
import io.millrace.messages.Run;
import java.time.Instant;

/** An algorithm that trains a network, exactly as the run would that these settings describe. */
final class NetworkContender implements Contender {

    private final RunFile file;
    private final Run run;
    private final String settings;

    /** @param file of a run with one lane of one environment */
    NetworkContender(RunFile file) {
        this.file = file;
        this.run = file.toRun(Instant.EPOCH);
        this.settings = file.settings().canonicalJson();
    }

    @Override
    public EnvironmentParameters environment() {
        return file.environment();
    }

    @Override
    public Contestant enter(long seed) {
        return new NetworkContestant(
                run, file.settings(), file.environment().create().masksActions(), seed);
    }

    @Override
    public String settings() {
        return settings;
    }
}
