package io.millrace.policy.distribution;

import io.millrace.policy.space.ActionSpace;

/**
 * Independent normals over the numbers of a box. The outputs are the means and the free parameters the log
 * standard deviations, one per number, held to [-5, 2]; the unit of both is half the width of the box and 0 its
 * middle, so that initial weights act around the middle. A sampled number is kept as it was drawn; the
 * environment receives it clipped into the box.
 *
 * <p>Log-probability and entropy are those of what was sampled, in that unit, not of what was clipped.
 */
public final class Gaussian extends NormalFamily {

    private final ActionSpace.Box space;
    private final Bounds bounds;

    public Gaussian(ActionSpace.Box space) {
        super("gaussian", space.width());
        this.space = space;
        bounds = new Bounds(space);
    }

    @Override
    public void toAction(float[] sampled, int sampledAt, float[] action, int actionAt) {
        for (int i = 0; i < width(); i++) {
            action[actionAt + i] = bounds.at(i, 0.5 * (sampled[sampledAt + i] + 1));
        }
    }

    @Override
    public NaturalDistribution another() {
        return new Gaussian(space);
    }
}
