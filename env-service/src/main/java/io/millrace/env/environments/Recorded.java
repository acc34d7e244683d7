package io.millrace.env.environments;

import static io.millrace.env.environments.Requirement.require;

import io.millrace.policy.space.ActionSpaceWords;
import java.util.random.RandomGenerator;

/**
 * What recorded history was made in, of which nothing is known but what it showed and accepted: it can be learned from
 * by {@code learner.source}, and never be played.
 */
public final class Recorded implements Environment {

    /** Name in the settings. */
    public static final String NAME = "recorded";

    private static final String UNPLAYABLE =
            "Environment recorded is the record of something that is not here: it cannot"
                    + " be played. Learn from it with learner.source.";

    /**
     * What is known of it.
     *
     * @param version      of the rules that the history was made by; records of different versions are kept apart
     * @param observations numbers in an observation; at least 1
     * @param actions      what it accepted, in the words of {@link ActionSpaceWords}
     * @param discount     weight of the next step's reward in the return that matters; above 0, 1 at most
     */
    public record Parameters(String version, int observations, String actions, double discount)
            implements EnvironmentParameters {
        public Parameters {
            require(
                    observations >= 1,
                    "observations",
                    observations,
                    "An observation has a number.",
                    "Use 1 or more, such as 4.");
            require(
                    discount > 0 && discount <= 1,
                    "discount",
                    discount,
                    "What comes later counts, and not more than what comes now.",
                    "Use a number above 0, 1 at most.");
            var unused = ActionSpaceWords.parse(actions);
        }

        @Override
        public Recorded create() {
            return new Recorded(this);
        }

        @Override
        public boolean playable() {
            return false;
        }
    }

    private final Description description;

    private Recorded(Parameters parameters) {
        this.description = new Description(
                NAME,
                parameters.version(),
                parameters.observations(),
                ActionSpaceWords.parse(parameters.actions()),
                parameters.discount());
    }

    @Override
    public Description description() {
        return description;
    }

    @Override
    public void reset(RandomGenerator random) {
        throw new IllegalStateException(UNPLAYABLE);
    }

    @Override
    public EpisodeStatus step(float[] actions, int at) {
        throw new IllegalStateException(UNPLAYABLE);
    }

    @Override
    public double reward() {
        throw new IllegalStateException(UNPLAYABLE);
    }

    @Override
    public void observe(float[] into, int at) {
        throw new IllegalStateException(UNPLAYABLE);
    }
}
