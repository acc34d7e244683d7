package io.millrace.learner.algorithms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learner.engine.KernelEngine;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.policy.NetworkPolicy;
import io.millrace.policy.Policy;
import io.millrace.policy.distribution.ActionDistribution;
import io.millrace.policy.distribution.Distributions;
import io.millrace.policy.network.Activation;
import io.millrace.policy.network.Initialization;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.space.ActionSpace;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ActorCriticLossTest {

    private static final double STEP = 1e-3;

    @ParameterizedTest
    @ValueSource(strings = {"categorical", "beta", "squashed-gaussian", "gaussian", "logistic-normal", "bernoulli"})
    void theGradientIsTheDerivativeOfPposWholeLossByEveryParameter(String family) {
        assertGradient(family, new ClippedSurrogate(.2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"categorical", "beta", "squashed-gaussian", "gaussian", "logistic-normal", "bernoulli"})
    void theGradientIsTheDerivativeOfImpalasWholeLossByEveryParameter(String family) {
        assertGradient(family, new LogLikelihood(1));
    }

    private static void assertGradient(String family, PolicyTerm term) {
        ActionSpace space = space(family);
        ActionDistribution distribution = Distributions.of(family, space);
        NetworkShape network =
                new NetworkShape(2, List.of(3), Activation.TANH, distribution.outputs(), distribution.freeParameters());
        LearningTask task = new LearningTask(network, distribution, new KernelEngine(network), 1, 1);
        float[] before = parameters(network, 3);
        Minibatch minibatch = minibatch(task, policy(network, family, space, before), space, before);
        ActorCriticLoss loss = new ActorCriticLoss(term, new ActorCriticLoss.Weights(.1, .7, .3, true), task);
        float[] parameters = moved(before);
        float[] gradient = new float[parameters.length];
        float[] ignored = new float[parameters.length];
        Place place = new Place(1, 0, 0);

        loss.compute(minibatch, null, parameters, gradient, place);

        assertThat(loss.clipFraction())
                .as("some rows are clipped, some are not")
                .isStrictlyBetween(0.0, 1.0);
        for (int i = 0; i < parameters.length; i++) {
            float value = parameters[i];
            parameters[i] = (float) (value + STEP);
            loss.compute(minibatch, null, parameters, ignored, place);
            double above = loss.total();
            parameters[i] = (float) (value - STEP);
            loss.compute(minibatch, null, parameters, ignored, place);
            double below = loss.total();
            parameters[i] = value;
            assertThat((double) gradient[i])
                    .as("by parameter %d of %d", i, parameters.length)
                    .isCloseTo((above - below) / (2 * STEP), within(5e-4));
        }
    }

    private static Minibatch minibatch(LearningTask task, Policy policy, ActionSpace space, float[] before) {
        UnrollShape shape = new UnrollShape(8, 2, 2, space, task.distribution().sampledWidth());
        UnrollBatch batch = new DrawnExperience(shape, new Weather(), 31).draw(policy, 1, 0);
        PpoSettings settings = new PpoSettings(3e-4, true, .9, .8, .2, 1, 16, .1, .7, .3, .5, true, true, 0);
        PpoTargets targets = new PpoTargets(settings, task, new ValueUnit(true));
        task.engine().load(before);
        targets.compute(batch, Place.beforeEpochs(1));
        Minibatch minibatch = new Minibatch();
        minibatch.gather(batch, targets, IntStream.range(0, 16).toArray(), 0, 16);
        return minibatch;
    }

    private static ActionSpace space(String family) {
        return switch (family) {
            case "categorical" -> new ActionSpace.Discrete(3);
            case "bernoulli" -> new ActionSpace.MultiBinary(3);
            case "logistic-normal" -> new ActionSpace.Simplex(3);
            default -> new ActionSpace.Box(List.of(-1.0, 0.0), List.of(1.0, 3.0));
        };
    }

    private static Policy policy(NetworkShape network, String family, ActionSpace space, float[] parameters) {
        Policy policy = new NetworkPolicy(network, Distributions.of(family, space));
        policy.load(parameters);
        return policy;
    }

    private static float[] parameters(NetworkShape network, long seed) {
        float[] parameters = Initialization.orthogonal(network, seed);
        CounterRandom random = new CounterRandom(seed);
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] += (float) random.nextDouble(-.3, .3);
        }
        return parameters;
    }

    /** As after some steps: far enough that ratios and values leave their clips. */
    private static float[] moved(float[] before) {
        float[] parameters = before.clone();
        CounterRandom random = new CounterRandom(41);
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] += (float) random.nextDouble(-.3, .3);
        }
        return parameters;
    }

    private static final class Weather implements DrawnExperience.Task {

        @Override
        public void observe(CounterRandom random, float[] into, int at) {
            into[at] = (float) random.nextDouble(-1, 1);
            into[at + 1] = (float) random.nextDouble(-1, 1);
        }

        @Override
        public float reward(float[] observations, int at, float[] actions, int actionAt) {
            return observations[at] - actions[actionAt];
        }

        @Override
        public byte end(CounterRandom random) {
            return 0;
        }
    }
}
