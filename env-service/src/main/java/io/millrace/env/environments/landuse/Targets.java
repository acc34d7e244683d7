package io.millrace.env.environments.landuse;

import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.random.CounterRandom.Purpose;
import java.util.List;
import java.util.random.RandomGenerator;

/** Where the targets of plans come from. One plan at a time; nothing is allocated per target. */
@FunctionalInterface
public interface Targets {

    /** Begins a plan anew, on the way to a target. */
    void aim(Plan plan, RandomGenerator random);

    /** One of these targets, drawn uniformly. */
    static Targets oneOf(List<double[]> indicators) {
        return (plan, random) -> plan.aimAt(indicators.get(random.nextInt(indicators.size())));
    }

    /**
     * A target of its own for every plan: so many unit changes away, drawn uniformly.
     *
     * @param least at least 1
     * @param most  at least {@code least}, at most {@link Plan#MOST_CHANGES}
     */
    static Targets drawn(int least, int most) {
        return (plan, random) -> plan.aimAtChanges(least + random.nextInt(most - least + 1), random);
    }

    /**
     * One of a list of drawn targets, drawn uniformly. The list is the same for every copy of the task with
     * the same seed; it is not kept, a target is drawn again from its place.
     *
     * @param count at least 1
     */
    static Targets drawnList(int count, int least, int most, long seed) {
        Targets drawn = drawn(least, most);
        CounterRandom chance = new CounterRandom(seed);
        return (plan, random) -> drawn.aim(plan, chance.at(Purpose.ENVIRONMENT, 1, random.nextInt(count), 0));
    }

    /** The toy's targets to learn from: one indicator differs from the start, by 1 to 3 actions. */
    static Targets ofToy() {
        return oneOf(ToyTargets.TRAINING);
    }

    /** The toy's target to be judged by: all of those differences together, 7 actions away. */
    static Targets ofToyUnseen() {
        return oneOf(List.of(ToyTargets.UNSEEN));
    }
}
