package io.millrace.learner.normalisation;

import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.learner.returns.Ends;

/**
 * The deviation of the discounted return that each environment has gathered since its episode began,
 * {@code return <- discount x return + reward}, over all steps. Rewards are divided by it and clipped; no mean is taken
 * off, which would change what is best. Where unrolls of a lane were dropped, its returns go on as if nothing lay
 * between: the discount makes them forget it.
 *
 * @see <a href="https://arxiv.org/abs/2005.12729">Engstrom et al. 2020, section 3, reward scaling</a>
 */
final class RewardStatistics {

    /** The greatest size of a scaled reward. */
    static final float LIMIT = 10;

    private final double discount;
    private final int environments;
    private final Moments moments = new Moments(1);

    /** The return so far, by lane x B + environment. */
    private final double[] returns;

    private float[] ofBatch = {};

    /** @param environments of each lane */
    RewardStatistics(int lanes, int environments, double discount) {
        this.discount = discount;
        this.environments = environments;
        returns = new double[lanes * environments];
    }

    /** Takes in a batch's rewards, and scales them by what then is known. */
    void apply(UnrollBatch batch) {
        int rows = batch.stepRows();
        ofBatch = ofBatch.length < rows ? new float[rows] : ofBatch;
        gather(batch);
        moments.takeIn(ofBatch, 1, rows, rows);
        float deviation = deviation();
        float[] rewards = batch.rewards();
        for (int row = 0; row < rows; row++) {
            rewards[row] = Math.max(-LIMIT, Math.min(LIMIT, rewards[row] / deviation));
        }
    }

    private void gather(UnrollBatch batch) {
        UnrollShape shape = batch.shape();
        for (int row = 0; row < batch.stepRows(); row++) {
            int unroll = row / shape.stepRows();
            int one = batch.lanes()[unroll] * environments + row % environments;
            double gathered = discount * returns[one] + batch.rewards()[row];
            ofBatch[row] = (float) gathered;
            returns[one] = Ends.ended(batch.ends()[row]) ? 0 : gathered;
        }
    }

    /** What rewards are divided by, as it is published. */
    float deviation() {
        return (float) moments.deviation(0);
    }

    /** Begins with a deviation that was published, as if it were that of so many steps; their mean is not known. */
    void begin(float deviation, double count) {
        moments.begin(0, 0, deviation, count);
    }

    double[] state() {
        double[] state = new double[stateSize()];
        moments.store(state);
        System.arraycopy(returns, 0, state, moments.stored(), returns.length);
        return state;
    }

    /** Numbers in the state. */
    int stateSize() {
        return moments.stored() + returns.length;
    }

    void restore(double[] state) {
        moments.restore(state);
        System.arraycopy(state, moments.stored(), returns, 0, returns.length);
    }
}
