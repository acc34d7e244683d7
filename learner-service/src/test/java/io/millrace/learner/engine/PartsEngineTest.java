package io.millrace.learner.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.policy.NetworkPolicy;
import io.millrace.policy.Policy;
import io.millrace.policy.distribution.EpsilonGreedy;
import io.millrace.policy.network.Activation;
import io.millrace.policy.network.Initialization;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.network.Trunk;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PartsEngineTest {

    /** Three parts of two numbers, each with four outputs; two observations. */
    private static final NetworkShape SHAPE = new NetworkShape(6, List.of(5), Activation.TANH, 12, 1, Trunk.NONE, 3);

    private static final int ROWS = 2;
    private static final int PARTS = 3;

    private final Random random = new Random(3);
    private final float[] parameters = Initialization.orthogonal(SHAPE, 7);
    private final float[] observations = normals(ROWS * 6);
    private final Engine engine = PartsEngine.over(SHAPE, KernelEngine::new);
    private final Engine part = new KernelEngine(SHAPE.part());

    @AfterEach
    void close() {
        engine.close();
        part.close();
    }

    @Test
    void theNetworkHasTheParametersOfOnePart() {
        assertThat(engine.parameterCount()).isEqualTo(2 * 5 + 5 + 5 * 4 + 4);
        assertThat(parameters).hasSize(engine.parameterCount() + 1);
    }

    @Test
    void eachPartGoesThroughTheSameNetwork() {
        assertThat(forward(engine)).isEqualTo(forward(part));
    }

    @Test
    void anActorsPolicyPutsOutTheSameBits() {
        Policy policy = new NetworkPolicy(SHAPE, new EpsilonGreedy(12));
        policy.load(parameters);
        policy.forward(observations, ROWS);
        policy.greedy(0, ROWS, null);

        float[] outputs = forward(engine);
        for (int row = 0; row < ROWS; row++) {
            assertThat(policy.actions()[row]).isEqualTo(greatest(outputs, row * 12, 12));
        }
    }

    @Test
    void observationsToComeAreToldOfWithAllTheirParts() {
        Told told = new Told(part);

        PartsEngine.over(SHAPE, shape -> told).ahead(observations, ROWS);

        assertThat(told.rowsAhead).isEqualTo(ROWS * PARTS);
    }

    @Test
    void theGradientIsTheSumOverTheParts() {
        float[] outputGradients = normals(ROWS * 12);
        float[] whole = new float[engine.parameterCount()];
        forward(engine);
        engine.backward(outputGradients, new float[0], whole);

        float[] sum = new float[engine.parameterCount()];
        for (int i = 0; i < ROWS * PARTS; i++) {
            float[] one = new float[engine.parameterCount()];
            part.load(parameters);
            part.forward(Arrays.copyOfRange(observations, i * 2, i * 2 + 2), 1, new float[4], new float[0]);
            part.backward(Arrays.copyOfRange(outputGradients, i * 4, i * 4 + 4), new float[0], one);
            for (int j = 0; j < sum.length; j++) {
                sum[j] += one[j];
            }
        }
        for (int j = 0; j < sum.length; j++) {
            assertThat(whole[j]).isCloseTo(sum[j], within(1e-5f));
        }
    }

    @Test
    void observationGradientsAreThoseOfEachPart() {
        float[] outputGradients = normals(ROWS * 12);
        float[] whole = new float[ROWS * 6];
        float[] byPart = new float[ROWS * 6];
        forward(engine);
        engine.observationGradients(outputGradients, new float[0], whole);
        forward(part);
        part.observationGradients(outputGradients, new float[0], byPart);

        assertThat(whole).isEqualTo(byPart).doesNotContain(0);
    }

    private float[] forward(Engine by) {
        float[] outputs = new float[ROWS * 12];
        by.load(parameters);
        by.forward(observations, by == part ? ROWS * PARTS : ROWS, outputs, new float[0]);
        return outputs;
    }

    /** Computes as another does, and keeps what it was told of. */
    private static final class Told implements Engine {

        private final Engine other;
        private int rowsAhead;

        Told(Engine other) {
            this.other = other;
        }

        @Override
        public String description() {
            return other.description();
        }

        @Override
        public int parameterCount() {
            return other.parameterCount();
        }

        @Override
        public void load(float[] parameters) {
            other.load(parameters);
        }

        @Override
        public void ahead(float[] observations, int rows) {
            rowsAhead = rows;
        }

        @Override
        public void forward(float[] observations, int rows, float[] policyOutputs, float[] values) {
            other.forward(observations, rows, policyOutputs, values);
        }

        @Override
        public void values(float[] observations, int rows, float[] values) {
            other.values(observations, rows, values);
        }

        @Override
        public void backward(float[] policyOutputGradients, float[] valueGradients, float[] gradient) {
            other.backward(policyOutputGradients, valueGradients, gradient);
        }

        @Override
        public void observationGradients(float[] policyOutputGradients, float[] valueGradients, float[] into) {
            other.observationGradients(policyOutputGradients, valueGradients, into);
        }

        @Override
        public void close() {
            other.close();
        }
    }

    private static int greatest(float[] values, int at, int count) {
        int best = 0;
        for (int i = 1; i < count; i++) {
            if (values[at + i] > values[at + best]) {
                best = i;
            }
        }
        return best;
    }

    private float[] normals(int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }
}
