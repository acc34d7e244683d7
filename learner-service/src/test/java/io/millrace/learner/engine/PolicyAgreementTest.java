package io.millrace.learner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.policy.NetworkPolicy;
import io.millrace.policy.Policy;
import io.millrace.policy.distribution.ActionDistribution;
import io.millrace.policy.network.Activation;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.network.Trunk;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What an actor's network puts out is what the learner's puts out, to the bit. */
class PolicyAgreementTest {

    private static final int OBSERVATION = 5;
    private static final int OUTPUTS = 3;

    static Stream<Arguments> networksAndBatches() {
        return Stream.of(Trunk.values()).flatMap(trunk -> Stream.of(Activation.values())
                .flatMap(activation -> Stream.of(1, 7, 64).map(rows -> Arguments.of(trunk, activation, rows))));
    }

    @ParameterizedTest
    @MethodSource("networksAndBatches")
    void thePolicyPutsOutWhatTheKernelEnginePutsOut(Trunk trunk, Activation activation, int rows) {
        // Sizes that fill no vector and no block of rows.
        NetworkShape shape = new NetworkShape(OBSERVATION, List.of(33, 20), activation, OUTPUTS, 0, trunk);
        SplittableRandom random = new SplittableRandom(rows);
        float[] parameters = numbers(random, shape.parameterCount());
        float[] observations = numbers(random, rows * OBSERVATION);
        float[] learners = new float[rows * OUTPUTS];
        try (Engine engine = new KernelEngine(shape)) {
            engine.load(parameters);
            engine.forward(observations, rows, learners, new float[rows]);
        }

        assertThat(actors(shape, parameters, observations, rows)).containsExactly(learners);
    }

    private static float[] actors(NetworkShape shape, float[] parameters, float[] observations, int rows) {
        Policy policy = new NetworkPolicy(shape, new Outputs());
        policy.load(parameters);
        policy.forward(observations, rows);
        policy.greedy(0, rows, null);
        return policy.actions();
    }

    private static float[] numbers(SplittableRandom random, int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextDouble(-1, 1);
        }
        return numbers;
    }

    /** Acts with the outputs themselves: any distribution of the package would round what it was given. */
    private static final class Outputs implements ActionDistribution {

        private float[] outputs = {};
        private int at;

        @Override
        public int outputs() {
            return OUTPUTS;
        }

        @Override
        public int freeParameters() {
            return 0;
        }

        @Override
        public int sampledWidth() {
            return OUTPUTS;
        }

        @Override
        public int actionWidth() {
            return OUTPUTS;
        }

        @Override
        public boolean sampledIsAction() {
            return true;
        }

        @Override
        public void useFreeParameters(float[] parameters, int at) {}

        @Override
        public void wrap(float[] outputs, int at, byte @Nullable [] mask, int maskAt) {
            this.outputs = outputs;
            this.at = at;
        }

        @Override
        public void sample(RandomGenerator random, float[] sampled, int at) {
            mode(sampled, at);
        }

        @Override
        public void mode(float[] sampled, int at) {
            System.arraycopy(outputs, this.at, sampled, at, OUTPUTS);
        }

        @Override
        public void toAction(float[] sampled, int sampledAt, float[] action, int actionAt) {
            System.arraycopy(sampled, sampledAt, action, actionAt, OUTPUTS);
        }

        @Override
        public double logProbability(float[] sampled, int at) {
            return 0;
        }

        @Override
        public double entropy() {
            return 0;
        }

        @Override
        public void addGradient(
                float[] sampled,
                int at,
                double logProbabilityWeight,
                double entropyWeight,
                float[] outputGradient,
                int gradientAt,
                float[] freeGradient) {
            throw new UnsupportedOperationException("Nothing is learned here.");
        }
    }
}
