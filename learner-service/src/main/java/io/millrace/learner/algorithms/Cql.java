package io.millrace.learner.algorithms;

/**
 * Conservative Q-learning over choices, from a record: {@link DoubleDqn} whose loss also has a penalty on the values of
 * the actions that were not taken. Without it, values that no step ever corrects grow, and the policy that takes the
 * greatest goes where nobody was. {@code docs/algorithms/cql.md} lists the details.
 *
 * @see <a href="https://arxiv.org/abs/2006.04779">Kumar, Zhou, Tucker and Levine 2020, equation 4</a>
 */
public final class Cql extends DoubleDqn {

    /** At its beginning. */
    public Cql(CqlSettings settings, LearningTask task) {
        super("cql", settings, task);
    }
}
