package io.millrace.learner.algorithms;

import io.millrace.learner.engine.GradientNorm;
import io.millrace.learner.engine.Optimizer;
import io.millrace.learner.experience.UnrollBatch;
import org.jspecify.annotations.Nullable;

/**
 * Epochs of gradient steps: each deals the steps of an update into minibatches anew, and each minibatch
 * moves the parameters once against the gradient of its loss.
 */
final class Epochs {

    /**
     * How many of what.
     *
     * @param epochs    passes over the steps of an update; at least 1
     * @param minibatch steps behind one gradient step, at most; at least 1
     * @param targetKl  no further epoch once one moved the policy this far, in nats; 0 for no limit
     */
    record Plan(int epochs, int minibatch, double targetKl) {}

    private final Plan plan;
    private final ActorCriticLoss loss;
    private final LearningRate learningRate;
    private final double gradientNorm;
    private final Optimizer optimizer;
    private final MinibatchStage minibatches;
    private final float[] gradient;

    Epochs(Plan plan, StepSettings settings, ActorCriticLoss loss, LearningTask task) {
        this.plan = plan;
        this.loss = loss;
        learningRate = new LearningRate(settings.learningRate(), settings.anneal(), task.stepLimit());
        gradientNorm = settings.gradientNorm();
        optimizer = settings.optimizer()
                .create(task.shape().parameterCount(), settings.optimizerEpsilon(), settings.weightDecay());
        minibatches = new MinibatchStage(plan.minibatch(), task);
        gradient = new float[task.shape().parameterCount()];
    }

    /**
     * Makes all of an update's gradient steps.
     *
     * @param parameters changed in place
     * @throws DivergedException if a loss or a gradient is no finite number; that one has not moved the parameters
     */
    Tally run(UnrollBatch batch, StepTargets targets, float[] parameters, UpdateContext context) {
        double rate = learningRate.at(context);
        Tally tally = new Tally();
        try (MinibatchStage.Deal deal = minibatches.deal(batch, targets, context.number(), plan.epochs())) {
            for (int epoch = 0; epoch < plan.epochs(); epoch++) {
                tally.beginEpoch();
                for (int i = 0; i < deal.perEpoch(); i++) {
                    Place place = new Place(context.number(), epoch, i);
                    Minibatch minibatch = deal.next();
                    double norm = step(minibatch, deal.following(), parameters, rate, place);
                    tally.add(loss, minibatch.rows(), norm);
                }
                if (plan.targetKl() > 0 && tally.epochKl() > plan.targetKl()) {
                    break;
                }
            }
        }
        return tally;
    }

    /** What turns gradients into steps. */
    Optimizer optimizer() {
        return optimizer;
    }

    /** One gradient step; gives the gradient's norm before it was shortened. */
    private double step(Minibatch minibatch, @Nullable Minibatch next, float[] parameters, double rate, Place place) {
        loss.compute(minibatch, next, parameters, gradient, place);
        double norm = place.requireFinite("gradient norm", GradientNorm.clip(gradient, gradientNorm));
        optimizer.step(parameters, gradient, rate);
        return norm;
    }
}
