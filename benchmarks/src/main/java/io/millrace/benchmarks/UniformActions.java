package io.millrace.benchmarks;

import io.millrace.env.environments.Environment;
import io.millrace.policy.space.ActionSpace;
import io.millrace.policy.space.ActionSpace.Box;
import io.millrace.policy.space.ActionSpace.Discrete;
import io.millrace.policy.space.ActionSpace.MultiBinary;
import io.millrace.policy.space.ActionSpace.Simplex;
import java.util.random.RandomGenerator;

/** Actions that are drawn evenly from a space, among those that an environment allows. Nothing is allocated per action. */
final class UniformActions {

    private final Environment environment;
    private final ActionSpace space;
    private final RandomGenerator random;
    private final byte[] mask;

    UniformActions(Environment environment, RandomGenerator random) {
        this.environment = environment;
        this.space = environment.description().actionSpace();
        this.random = random;
        this.mask = new byte[space instanceof Discrete discrete ? discrete.choices() : 0];
    }

    /** Writes an action that is allowed now, as wide as the space. */
    void write(float[] into) {
        if (space instanceof Discrete discrete) {
            into[0] = environment.masksActions() ? allowed() : random.nextInt(discrete.choices());
        } else if (space instanceof Box box) {
            for (int i = 0; i < into.length; i++) {
                double low = box.low().get(i);
                into[i] = (float) (low + (box.high().get(i) - low) * random.nextDouble());
            }
        } else if (space instanceof Simplex) {
            writeShares(into);
        } else if (space instanceof MultiBinary) {
            for (int i = 0; i < into.length; i++) {
                into[i] = random.nextBoolean() ? 1 : 0;
            }
        }
    }

    private int allowed() {
        environment.mask(mask, 0);
        int choice = random.nextInt(mask.length);
        while (mask[choice] == 0) {
            choice = random.nextInt(mask.length);
        }
        return choice;
    }

    // Exponential draws over their sum are uniform on the simplex.
    private void writeShares(float[] into) {
        double sum = 0;
        for (int i = 0; i < into.length; i++) {
            into[i] = (float) -Math.log1p(-random.nextDouble());
            sum += into[i];
        }
        for (int i = 0; i < into.length; i++) {
            into[i] = (float) (into[i] / sum);
        }
    }
}
