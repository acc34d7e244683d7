package io.millrace.learner.algorithms;

import io.millrace.learner.experience.UnrollBatch;
import io.millrace.policy.distribution.NaturalDistribution;
import java.util.Arrays;

/**
 * What a policy would have earned on the steps of an update, seen from the policy that acted: the mean of advantage
 * times probability ratio; and how far it is from the policy before the update. Ratios are against the record.
 *
 * @see <a href="https://arxiv.org/abs/1502.05477">Schulman et al. 2015, equation 14</a>
 */
final class Surrogate {

    private final PolicyNetwork network;
    private final boolean normaliseAdvantages;
    private final NaturalDistribution before;
    private final float[] freeBefore;
    private final float[] gradient;
    private final float[] freeGradient;
    private final OrderedRows steps = new OrderedRows(1);
    private float[] outputs = {};
    private float[] outputsBefore = {};
    private float[] outputGradients = {};
    private AdvantageScale advantages = new AdvantageScale(0, 1);
    private double value;
    private double entropy;

    Surrogate(PolicyNetwork network, boolean normaliseAdvantages) {
        this.network = network;
        this.normaliseAdvantages = normaliseAdvantages;
        before = network.distribution().another();
        freeBefore = new float[network.size() - network.freeOffset()];
        before.useFreeParameters(freeBefore, 0);
        gradient = new float[network.size()];
        freeGradient = new float[freeBefore.length];
    }

    /**
     * Takes over the steps of an update and the policy before it.
     *
     * @param parameters the network's, before the update
     * @param slope      receives the gradient of the surrogate there; as long
     * @throws DivergedException if an output, the surrogate or the entropy is no finite number
     */
    void begin(UnrollBatch batch, StepTargets targets, float[] parameters, double[] slope, Place place) {
        steps.gather(batch, targets);
        makeRoom();
        advantages = AdvantageScale.of(targets.advantages(), steps.rows(), normaliseAdvantages);
        System.arraycopy(parameters, network.freeOffset(), freeBefore, 0, freeBefore.length);
        network.load(parameters);
        network.distribution().useFreeParameters(parameters, network.freeOffset());
        Arrays.fill(slope, 0);
        value = 0;
        entropy = 0;
        for (int chunk = 0; chunk < steps.count(); chunk++) {
            addSlope(chunk, slope, place);
        }
        for (int i = 0; i < slope.length; i++) {
            // What the distributions add up is the gradient of a loss.
            slope[i] = -slope[i];
        }
        value = place.requireFinite("surrogate", value / steps.rows());
        entropy = place.requireFinite("entropy", entropy / steps.rows());
    }

    /** The surrogate of the policy before the update. */
    double value() {
        return value;
    }

    /** Mean entropy of the policy before the update, in nats. */
    double entropy() {
        return entropy;
    }

    /** The surrogate and the exact mean divergence of another policy; no numbers where it puts out none. */
    LineSearch.Point measure(float[] parameters) {
        network.load(parameters);
        NaturalDistribution now = network.distribution();
        now.useFreeParameters(parameters, network.freeOffset());
        double sum = 0;
        double kl = 0;
        for (int c = 0; c < steps.count(); c++) {
            Minibatch chunk = steps.chunk(c);
            network.forward(chunk, outputs);
            if (!areFinite(outputs, chunk.rows() * network.outputs())) {
                return new LineSearch.Point(Double.NaN, Double.NaN);
            }
            for (int i = 0; i < chunk.rows(); i++) {
                int output = i * network.outputs();
                now.wrap(outputs, output, chunk.masks(), output);
                before.wrap(outputsBefore, steps.begin(c) * network.outputs() + output, chunk.masks(), output);
                sum += advantage(chunk, i) * ratio(chunk, i);
                kl += before.divergenceTo(now);
            }
        }
        return new LineSearch.Point(sum / steps.rows(), kl / steps.rows());
    }

    private void addSlope(int index, double[] slope, Place place) {
        Minibatch chunk = steps.chunk(index);
        int numbers = chunk.rows() * network.outputs();
        network.forward(chunk, outputs);
        place.requireFinite("policy network's output", outputs, numbers);
        System.arraycopy(outputs, 0, outputsBefore, steps.begin(index) * network.outputs(), numbers);
        Arrays.fill(outputGradients, 0, numbers, 0);
        Arrays.fill(freeGradient, 0);
        for (int i = 0; i < chunk.rows(); i++) {
            int output = i * network.outputs();
            NaturalDistribution now = network.distribution();
            now.wrap(outputs, output, chunk.masks(), output);
            double weighted = advantage(chunk, i) * ratio(chunk, i);
            value += weighted;
            entropy += now.entropy();
            int sample = i * now.sampledWidth();
            now.addGradient(
                    chunk.sampled(), sample, -weighted / steps.rows(), 0, outputGradients, output, freeGradient);
        }
        network.addGradient(outputGradients, gradient, slope);
        for (int i = 0; i < freeGradient.length; i++) {
            slope[network.freeOffset() + i] += freeGradient[i];
        }
    }

    private double advantage(Minibatch chunk, int i) {
        return advantages.apply(chunk.advantages()[i]);
    }

    /** Of the row that the distribution looks at. */
    private double ratio(Minibatch chunk, int i) {
        NaturalDistribution now = network.distribution();
        double logProbability = now.logProbability(chunk.sampled(), i * now.sampledWidth());
        return Math.exp(logProbability - chunk.oldLogProbabilities()[i]);
    }

    private static boolean areFinite(float[] numbers, int count) {
        for (int i = 0; i < count; i++) {
            if (!Float.isFinite(numbers[i])) {
                return false;
            }
        }
        return true;
    }

    private void makeRoom() {
        if (outputsBefore.length < steps.rows() * network.outputs()) {
            outputsBefore = new float[steps.rows() * network.outputs()];
        }
        if (outputs.length < steps.largest() * network.outputs()) {
            outputs = new float[steps.largest() * network.outputs()];
            outputGradients = new float[outputs.length];
        }
    }
}
