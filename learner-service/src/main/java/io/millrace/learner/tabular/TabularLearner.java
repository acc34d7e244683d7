package io.millrace.learner.tabular;

import java.util.random.RandomGenerator;

/**
 * Learns while it acts what each action is worth at each of a few observations. It begins an episode with
 * {@link #begin}; after each step it is told what came of the action, learns from it, and answers with the
 * next one, until {@link #terminate} or {@link #truncate} says that the episode is over. It acts
 * epsilon-greedily: with probability epsilon one of all actions, the greedy ones included; of equal values
 * each is as likely as the next. All values are 0 at first.
 *
 * <p>One thread at a time. Masks are not supported.
 */
public abstract sealed class TabularLearner permits QLearning, DoubleQLearning, Sarsa {

    private static final int NO_EPISODE = -1;

    private final TabularSettings settings;
    private final RandomGenerator random;

    private int observation;
    private int action = NO_EPISODE;

    TabularLearner(TabularSettings settings, RandomGenerator random) {
        this.settings = settings;
        this.random = random;
    }

    /** Begins an episode, also in the middle of another, and answers with its first action. */
    public final int begin(int first) {
        behaviour().requireObservation(first);
        return act(first, explore(first));
    }

    /**
     * Learns from a step after which the episode goes on.
     *
     * @param reward of the action that was answered last
     * @param next   observation after it
     * @return the action to take there
     */
    public final int proceed(double reward, int next) {
        requireStep(reward);
        behaviour().requireObservation(next);
        return act(next, learnAndChoose(reward, next));
    }

    /** Learns from the last step of an episode that the task itself ended: nothing is earned after it. */
    public final void terminate(double reward) {
        requireStep(reward);
        learnEnd(reward);
        action = NO_EPISODE;
    }

    /** Learns from the last step of an episode that a limit cut at observation {@code last}: its worth counts. */
    public final void truncate(double reward, int last) {
        requireStep(reward);
        behaviour().requireObservation(last);
        learn(reward, last);
        action = NO_EPISODE;
    }

    /** The action of greatest value; of several, each is as likely as the next. */
    public final int greedy(int observation, RandomGenerator random) {
        behaviour().requireObservation(observation);
        return behaviour().greedy(observation, random);
    }

    /** What an action is held to be worth, in discounted reward. */
    public abstract double value(int observation, int action);

    /** The values whose greatest is acted on. */
    abstract ActionValues behaviour();

    /** Learns from the present observation and action, which were followed by {@code next}. */
    abstract void learn(double reward, int next);

    /** Learns from the present observation and action, which nothing followed. */
    abstract void learnEnd(double reward);

    /** Learns likewise and says what to do next: here the choice knows what was just learned. */
    int learnAndChoose(double reward, int next) {
        learn(reward, next);
        return explore(next);
    }

    final int explore(int observation) {
        return random.nextDouble() < settings.epsilon()
                ? random.nextInt(settings.actions())
                : behaviour().greedy(observation, random);
    }

    private int act(int observation, int action) {
        this.observation = observation;
        this.action = action;
        return action;
    }

    private void requireStep(double reward) {
        if (action == NO_EPISODE) {
            throw new IllegalStateException(
                    "A reward came, but no episode runs. Call begin before the first step of an episode.");
        }
        if (!Double.isFinite(reward)) {
            throw new IllegalArgumentException("The reward of action " + action + " at observation " + observation
                    + " is " + reward + ", which would spoil every value. The environment has to give a number.");
        }
    }

    final TabularSettings settings() {
        return settings;
    }

    final RandomGenerator random() {
        return random;
    }

    /** Observation of the step to learn from. */
    final int observation() {
        return observation;
    }

    /** Action of the step to learn from. */
    final int action() {
        return action;
    }
}
