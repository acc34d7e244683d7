package io.millrace.policy.distribution;

import io.millrace.policy.space.ActionSpace;
import java.util.List;

/** The families of action distributions by their names in the settings. */
public final class Distributions {

    private Distributions() {}

    /**
     * A new distribution of a family over the actions of a space.
     *
     * @param family {@code categorical}, {@code epsilon-greedy}, {@code beta}, {@code squashed-gaussian}, {@code gaussian},
     *     {@code logistic-normal}, {@code squashed-gaussian-by-state}, {@code deterministic} or {@code bernoulli}
     * @throws IllegalArgumentException if there is no such family, or it does not fit the space; the
     *     message lists those that fit
     */
    public static ActionDistribution of(String family, ActionSpace space) {
        if (family.equals("categorical") && space instanceof ActionSpace.Discrete discrete) {
            return new Categorical(discrete.choices());
        }
        if (family.equals("epsilon-greedy") && space instanceof ActionSpace.Discrete discrete) {
            return new EpsilonGreedy(discrete.choices());
        }
        if (family.equals("beta") && space instanceof ActionSpace.Box box) {
            return new Beta(box);
        }
        if (family.equals("squashed-gaussian") && space instanceof ActionSpace.Box box) {
            return new SquashedGaussian(box);
        }
        if (family.equals("gaussian") && space instanceof ActionSpace.Box box) {
            return new Gaussian(box);
        }
        if (family.equals("logistic-normal") && space instanceof ActionSpace.Simplex simplex) {
            return new LogisticNormal(simplex);
        }
        if (family.equals("bernoulli") && space instanceof ActionSpace.MultiBinary switches) {
            return new Bernoulli(switches);
        }
        if (family.equals("squashed-gaussian-by-state") && Squashing.fits(space)) {
            return new SquashedGaussianByState(space);
        }
        if (family.equals("deterministic") && Squashing.fits(space)) {
            return new Deterministic(space);
        }
        throw new IllegalArgumentException("No distribution named \"" + family + "\" is over the actions of " + space
                + ". Use " + String.join(" or ", fitting(space)) + ".");
    }

    /** Names of the families over the actions of a space, the default first. */
    public static List<String> fitting(ActionSpace space) {
        if (space instanceof ActionSpace.Discrete) {
            return List.of("categorical", "epsilon-greedy");
        }
        if (space instanceof ActionSpace.Box) {
            return List.of("beta", "squashed-gaussian", "gaussian", "squashed-gaussian-by-state", "deterministic");
        }
        if (space instanceof ActionSpace.MultiBinary) {
            return List.of("bernoulli");
        }
        return List.of("logistic-normal", "squashed-gaussian-by-state", "deterministic");
    }

    /** Those of {@link #fitting} that an algorithm can move the probabilities of: they have a gradient. */
    public static List<String> moved(ActionSpace space) {
        return fitting(space).stream()
                .filter(family -> !family.equals("epsilon-greedy") && !family.equals("deterministic"))
                .toList();
    }

    /** Name of the family that is used where the settings name none. */
    public static String defaultFor(ActionSpace space) {
        return fitting(space).get(0);
    }
}
