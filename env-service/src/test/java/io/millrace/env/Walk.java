package io.millrace.env;

import io.millrace.env.environments.Environment;
import io.millrace.env.environments.Measured;
import io.millrace.policy.space.ActionSpace;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A task whose every number a test can foretell: it shows what was drawn when the episode began and how
 * many steps it took since, and pays the step's first action minus a half. An episode of full length is
 * truncated, or terminated where its last action was 2. It measures its return and what was drawn.
 */
public final class Walk implements Environment, Measured {

    /** What goes wrong. */
    public enum Fault {
        NONE,
        REWARD_NOT_A_NUMBER,
        REWARD_BEYOND_FLOAT32,
        OBSERVATION_NOT_A_NUMBER,
        NOTHING_ALLOWED,
        FIGURE_NOT_MEASURED,
        EXCEPTION
    }

    /**
     * How the task goes.
     *
     * @param length  steps of an episode
     * @param masks   whether action (steps taken) modulo 3 is forbidden
     * @param faultAt steps taken when the fault shows
     * @param figures names of the figures: none, or at least two
     */
    public record Script(
            ActionSpace space,
            int length,
            double discount,
            boolean masks,
            Fault fault,
            int faultAt,
            List<String> figures) {

        public static Script ofLength(int length) {
            return new Script(new ActionSpace.Discrete(3), length, 1, false, Fault.NONE, 0, List.of("earned", "drawn"));
        }

        public Script over(ActionSpace other) {
            return new Script(other, length, discount, masks, fault, faultAt, figures);
        }

        public Script discounted(double by) {
            return new Script(space, length, by, masks, fault, faultAt, figures);
        }

        public Script masked() {
            return new Script(space, length, discount, true, fault, faultAt, figures);
        }

        public Script with(Fault what, int at) {
            return new Script(space, length, discount, masks, what, at, figures);
        }

        /** With so many figures of these names; all but the first two are 0. */
        public Script measuring(List<String> names) {
            return new Script(space, length, discount, masks, fault, faultAt, names);
        }

        public Walk create() {
            return new Walk(this);
        }
    }

    private final Script script;
    private float drawn;
    private int taken;
    private double reward;

    private Walk(Script script) {
        this.script = script;
    }

    @Override
    public Description description() {
        return new Description("walk", "1", 2, script.space(), script.discount());
    }

    @Override
    public void reset(RandomGenerator random) {
        drawn = random.nextFloat();
        taken = 0;
    }

    @Override
    public EpisodeStatus step(float[] actions, int at) {
        if (faulty(Fault.EXCEPTION)) {
            throw new IllegalArgumentException("the walk stumbled");
        }
        reward = actions[at] - 0.5;
        if (faulty(Fault.REWARD_NOT_A_NUMBER)) {
            reward = Double.NaN;
        }
        if (faulty(Fault.REWARD_BEYOND_FLOAT32)) {
            reward = 1e300;
        }
        taken++;
        if (taken < script.length()) {
            return EpisodeStatus.RUNNING;
        }
        return actions[at] == 2 ? EpisodeStatus.TERMINATED : EpisodeStatus.TRUNCATED;
    }

    @Override
    public double reward() {
        return reward;
    }

    @Override
    public void observe(float[] into, int at) {
        into[at] = faulty(Fault.OBSERVATION_NOT_A_NUMBER) ? Float.NaN : drawn;
        into[at + 1] = taken;
    }

    @Override
    public boolean masksActions() {
        return script.masks();
    }

    @Override
    public void mask(byte[] into, int at) {
        for (int action = 0; action < 3; action++) {
            into[at + action] = (byte) (action == taken % 3 || faulty(Fault.NOTHING_ALLOWED) ? 0 : 1);
        }
    }

    @Override
    public List<String> figures() {
        return script.figures();
    }

    @Override
    public void measure(double episodeReturn, double[] into) {
        into[0] = episodeReturn;
        if (!faulty(Fault.FIGURE_NOT_MEASURED)) {
            into[1] = drawn;
        }
    }

    private boolean faulty(Fault what) {
        return script.fault() == what && script.faultAt() == taken;
    }
}
