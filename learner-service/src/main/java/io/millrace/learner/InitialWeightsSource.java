package io.millrace.learner;

import io.millrace.messages.InitialWeights;
import io.millrace.messages.Run;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.weights.KeptWeights;
import io.millrace.weights.PublishedWeights;
import io.millrace.weights.RunPolicy;
import java.util.Optional;

/** Finds the weights of another run that a run begins with. */
@FunctionalInterface
public interface InitialWeightsSource {

    /**
     * Weights of that run: those that are asked for, or what is there instead.
     *
     * @return nothing if none are there
     */
    Optional<PublishedWeights> weights(InitialWeights wanted);

    /** Looks on the weights topic of the other run. */
    static InitialWeightsSource onTopic(Bus bus, Run run) {
        return wanted -> KeptWeights.upTo(bus, wanted.getRun(), RunPolicy.layout(run), wanted.getVersion());
    }

    /**
     * Looks among the weights that the run published itself: its version 0 is what it began with, and stays when the
     * other run has gone on.
     *
     * @param otherwise asked where version 0 is not there any more
     */
    static InitialWeightsSource published(Bus bus, Run run, InitialWeightsSource otherwise) {
        return wanted -> KeptWeights.upTo(bus, run.getRun(), RunPolicy.layout(run), 0)
                .filter(begun -> begun.sha256().equals(wanted.getSha256()))
                .map(begun -> new PublishedWeights(wanted.getVersion(), begun.parameters(), begun.sha256()))
                .or(() -> otherwise.weights(wanted));
    }

    /**
     * The weights that are asked for, and no others.
     *
     * @throws UserMistake if they are not there any more
     */
    default PublishedWeights exactly(InitialWeights wanted) {
        PublishedWeights found = weights(wanted)
                .orElseThrow(() -> new UserMistake(asked(wanted) + ", but there are none of it here. Give them back,"
                        + " or begin a run of another name."));
        if (found.version() != wanted.getVersion() || !found.sha256().equals(wanted.getSha256())) {
            throw new UserMistake(asked(wanted) + ", SHA-256 " + wanted.getSha256() + ", but what is here is version "
                    + found.version() + ", SHA-256 " + found.sha256() + ": that run has gone on, or is another one by"
                    + " now. Begin a run of another name, which takes the newest.");
        }
        return found;
    }

    private static String asked(InitialWeights wanted) {
        return "This run begins with weights " + wanted.getVersion() + " of run \"" + wanted.getRun() + "\"";
    }
}
