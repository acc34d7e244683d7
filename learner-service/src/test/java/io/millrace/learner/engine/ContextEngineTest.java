package io.millrace.learner.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.millrace.policy.network.Activation;
import io.millrace.policy.network.Branches;
import io.millrace.policy.network.ForwardPass;
import io.millrace.policy.network.Kernel;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.network.Trunk;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ContextEngineTest {

    private static final int PARTS = 3;
    private static final int OBSERVATION = 2 * PARTS;
    private static final int OUTPUTS = 2 * PARTS;
    private static final int ROWS = 5;

    /** More parts than go through the head at once, twice. */
    private static final int MANY = 500;

    private static final float STEP = 1f / 1024;

    // With these numbers no unit comes so near to 0 that a ReLU bends between the two ends of a slope.
    private final SplittableRandom random = new SplittableRandom(16);

    static Stream<NetworkShape> shapes() {
        return Stream.of(List.<Integer>of(), List.of(5), List.of(5, 4))
                .flatMap(hidden -> Stream.of(List.<Integer>of(), List.of(6, 4))
                        .flatMap(whole -> Stream.of(Activation.values())
                                .flatMap(activation -> Stream.of(Trunk.SEPARATE, Trunk.NONE)
                                        .map(trunk -> shape(hidden, whole, activation, trunk)))));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void gradientsAreTheSlopesOfTheLoss(NetworkShape shape) {
        float[] parameters = numbers(shape.parameterCount());
        float[] observations = numbers(ROWS * OBSERVATION);
        float[] policySlopes = numbers(ROWS * OUTPUTS);
        float[] valueSlopes = numbers(ROWS * shape.valueOutputs());
        float[] gradient = new float[shape.parameterCount()];
        try (Engine engine = engine(shape)) {
            engine.load(parameters);
            engine.forward(observations, ROWS, new float[ROWS * OUTPUTS], new float[ROWS * shape.valueOutputs()]);
            engine.backward(policySlopes, valueSlopes, gradient);

            for (int i = 0; i < engine.parameterCount(); i++) {
                float[] above = parameters.clone();
                above[i] += STEP;
                engine.load(above);
                double high = loss(engine, observations, policySlopes, valueSlopes);
                float[] below = parameters.clone();
                below[i] -= STEP;
                engine.load(below);
                double low = loss(engine, observations, policySlopes, valueSlopes);
                assertThat((double) gradient[i])
                        .as("parameter %d", i)
                        .isCloseTo((high - low) / ((double) above[i] - below[i]), within(1e-3));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void observationGradientsAreTheSlopesOfTheLoss(NetworkShape shape) {
        float[] observations = numbers(ROWS * OBSERVATION);
        float[] policySlopes = numbers(ROWS * OUTPUTS);
        float[] valueSlopes = numbers(ROWS * shape.valueOutputs());
        float[] gradients = new float[ROWS * OBSERVATION];
        try (Engine engine = engine(shape)) {
            engine.load(numbers(shape.parameterCount()));
            engine.forward(observations, ROWS, new float[ROWS * OUTPUTS], new float[ROWS * shape.valueOutputs()]);
            engine.observationGradients(policySlopes, valueSlopes, gradients);

            for (int i = 0; i < gradients.length; i++) {
                float[] above = observations.clone();
                above[i] += STEP;
                float[] below = observations.clone();
                below[i] -= STEP;
                double slope = (loss(engine, above, policySlopes, valueSlopes)
                                - loss(engine, below, policySlopes, valueSlopes))
                        / ((double) above[i] - below[i]);
                assertThat((double) gradients[i]).as("observation number %d", i).isCloseTo(slope, within(1e-3));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void observationGradientsAndTheBackwardPassMayComeInAnyOrderToTheBit(NetworkShape shape) {
        float[] parameters = numbers(shape.parameterCount());
        float[] observations = numbers(MANY * OBSERVATION);
        float[] policySlopes = numbers(MANY * OUTPUTS);
        float[] valueSlopes = numbers(MANY * shape.valueOutputs());
        float[] alone = new float[shape.parameterCount()];
        float[] between = new float[shape.parameterCount()];
        float[] before = new float[MANY * OBSERVATION];
        float[] after = new float[MANY * OBSERVATION];
        try (Engine engine = engine(shape)) {
            engine.load(parameters);
            engine.forward(observations, MANY, new float[MANY * OUTPUTS], new float[MANY * shape.valueOutputs()]);
            engine.backward(policySlopes, valueSlopes, alone);
            engine.forward(observations, MANY, new float[MANY * OUTPUTS], new float[MANY * shape.valueOutputs()]);
            Arrays.fill(observations, 9);
            engine.observationGradients(policySlopes, valueSlopes, before);
            engine.observationGradients(numbers(MANY * OUTPUTS), valueSlopes, new float[MANY * OBSERVATION]);
            engine.backward(policySlopes, valueSlopes, between);
            engine.observationGradients(policySlopes, valueSlopes, after);
        }

        assertThat(between).containsExactly(alone);
        assertThat(after).containsExactly(before);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void theGradientOfABatchIsTheSumOverItsRows(NetworkShape shape) {
        float[] parameters = numbers(shape.parameterCount());
        float[] observations = numbers(MANY * OBSERVATION);
        float[] policySlopes = numbers(MANY * OUTPUTS);
        float[] valueSlopes = numbers(MANY * shape.valueOutputs());
        int valueOutputs = shape.valueOutputs();
        double[] sum = new double[shape.parameterCount()];
        float[] batch = new float[shape.parameterCount()];
        float[] one = new float[shape.parameterCount()];
        try (Engine engine = engine(shape)) {
            engine.load(parameters);
            for (int row = 0; row < MANY; row++) {
                float[] observation = Arrays.copyOfRange(observations, row * OBSERVATION, (row + 1) * OBSERVATION);
                engine.forward(observation, 1, new float[OUTPUTS], new float[valueOutputs]);
                engine.backward(
                        Arrays.copyOfRange(policySlopes, row * OUTPUTS, (row + 1) * OUTPUTS),
                        Arrays.copyOfRange(valueSlopes, row * valueOutputs, (row + 1) * valueOutputs),
                        one);
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += one[i];
                }
            }
            engine.forward(observations, MANY, new float[MANY * OUTPUTS], new float[MANY * valueOutputs]);
            engine.backward(policySlopes, valueSlopes, batch);
        }

        for (int i = 0; i < sum.length; i++) {
            assertThat((double) batch[i]).isCloseTo(sum[i], within(1e-3));
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void anActorsPolicyPutsOutTheSameBits(NetworkShape shape) {
        float[] parameters = numbers(shape.parameterCount());
        float[] observations = numbers(MANY * OBSERVATION);
        float[] learners = new float[MANY * OUTPUTS];
        float[] actors = new float[OUTPUTS];
        try (Engine engine = engine(shape)) {
            engine.load(parameters);
            engine.forward(observations, MANY, learners, new float[MANY]);
        }
        for (Kernel kernel : List.of(Kernel.fastest(), Kernel.loops())) {
            ForwardPass pass = ForwardPass.of(shape, kernel);
            pass.load(parameters);
            for (int row : new int[] {0, 169, 170, MANY - 1}) {
                pass.forward(Arrays.copyOfRange(observations, row * OBSERVATION, (row + 1) * OBSERVATION), 1, actors);

                assertThat(actors).isEqualTo(Arrays.copyOfRange(learners, row * OUTPUTS, (row + 1) * OUTPUTS));
            }
        }
    }

    @Test
    void valuesAloneAreThoseOfTheForwardPass() {
        for (List<Integer> whole : List.of(List.<Integer>of(), List.of(6))) {
            NetworkShape shape = shape(List.of(5), whole, Activation.TANH, Trunk.SEPARATE);
            float[] observations = numbers(MANY * OBSERVATION);
            float[] withOutputs = new float[MANY];
            float[] alone = new float[MANY];
            try (Engine engine = engine(shape)) {
                engine.load(numbers(shape.parameterCount()));
                engine.forward(observations, MANY, new float[MANY * OUTPUTS], withOutputs);
                engine.values(observations, MANY, alone);
            }

            assertThat(alone).isEqualTo(withOutputs).doesNotContain(0);
        }
    }

    @Test
    void whereTheContextIsAMeanTheValueDoesNotDependOnTheOrderOfTheParts() {
        NetworkShape shape = shape(List.of(5), List.of(), Activation.TANH, Trunk.SEPARATE);
        float[] observation = numbers(OBSERVATION);
        float[] turned = Arrays.copyOf(Arrays.copyOfRange(observation, 2, OBSERVATION), OBSERVATION);
        System.arraycopy(observation, 0, turned, OBSERVATION - 2, 2);
        float[] value = new float[1];
        float[] ofTurned = new float[1];
        try (Engine engine = engine(shape)) {
            engine.load(numbers(shape.parameterCount()));
            engine.values(observation, 1, value);
            engine.values(turned, 1, ofTurned);
        }

        assertThat(ofTurned[0]).isCloseTo(value[0], within(1e-6f));
    }

    @Test
    void freeParametersAreNotTheEnginesBusiness() {
        NetworkShape shape = shape(List.of(5), List.of(6), Activation.TANH, Trunk.SEPARATE);
        float[] gradient = new float[shape.parameterCount()];
        Arrays.fill(gradient, 42);
        try (Engine engine = engine(shape)) {
            engine.load(numbers(shape.parameterCount()));
            engine.forward(numbers(OBSERVATION), 1, new float[OUTPUTS], new float[1]);
            engine.backward(numbers(OUTPUTS), numbers(1), gradient);
        }

        assertThat(Arrays.copyOfRange(gradient, shape.freeOffset(), gradient.length))
                .containsExactly(42, 42);
        assertThat(Arrays.copyOf(gradient, shape.freeOffset())).doesNotContain(42);
    }

    @Test
    void withoutAValueNetworkThereAreNoValuesAlone() {
        NetworkShape shape = shape(List.of(5), List.of(), Activation.TANH, Trunk.NONE);
        try (Engine engine = engine(shape)) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> engine.values(numbers(OBSERVATION), 1, new float[1]))
                    .withMessageContaining("values alone");
        }
    }

    @Test
    void aWayBackWithoutAForwardPassIsRefused() {
        NetworkShape shape = shape(List.of(5), List.of(), Activation.TANH, Trunk.SEPARATE);
        try (Engine engine = engine(shape)) {
            engine.forward(numbers(OBSERVATION), 1, new float[OUTPUTS], new float[1]);
            engine.values(numbers(OBSERVATION), 1, new float[1]);

            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () -> engine.backward(new float[OUTPUTS], new float[1], new float[shape.parameterCount()]))
                    .withMessageContaining("forward");
        }
    }

    @Test
    void arraysThatAreTooShortAreRefused() {
        NetworkShape shape = shape(List.of(5), List.of(), Activation.TANH, Trunk.SEPARATE);
        try (Engine engine = engine(shape)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> engine.load(new float[shape.freeOffset() - 1]))
                    .withMessageContaining("parameters");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> engine.forward(numbers(OBSERVATION), 1, new float[OUTPUTS - 1], new float[1]))
                    .withMessageContaining("policy outputs");
        }
    }

    @Test
    void afterTheLargestBatchNothingIsAllocated() {
        for (List<Integer> whole : List.of(List.<Integer>of(), List.of(6))) {
            NetworkShape shape = shape(List.of(5, 4), whole, Activation.TANH, Trunk.SEPARATE);
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            float[] parameters = numbers(shape.parameterCount());
            float[] gradient = new float[shape.parameterCount()];
            float[] observations = numbers(MANY * OBSERVATION);
            float[] outputs = new float[MANY * OUTPUTS];
            float[] values = new float[MANY];
            try (Engine engine = PartsEngine.over(shape, each -> new KernelEngine(each, Kernel.loops()))) {
                long least = Long.MAX_VALUE;
                // The least of some rounds: the JVM itself may allocate when it loads or compiles something.
                for (int round = 0; round < 10; round++) {
                    long before = threads.getCurrentThreadAllocatedBytes();
                    engine.load(parameters);
                    engine.forward(observations, MANY - round, outputs, values);
                    engine.backward(outputs, values, gradient);
                    least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
                }

                assertThat(least).isZero();
            }
        }
    }

    private static Engine engine(NetworkShape shape) {
        return Engines.named("kernel", shape);
    }

    private static NetworkShape shape(List<Integer> hidden, List<Integer> whole, Activation activation, Trunk trunk) {
        return new NetworkShape(
                OBSERVATION,
                hidden,
                activation,
                OUTPUTS,
                2,
                trunk,
                PARTS,
                new Branches(List.of(4, 3), whole, List.of(4)));
    }

    private static double loss(Engine engine, float[] observations, float[] policySlopes, float[] valueSlopes) {
        float[] outputs = new float[ROWS * OUTPUTS];
        float[] values = new float[valueSlopes.length];
        engine.forward(observations, ROWS, outputs, values);
        double loss = 0;
        for (int i = 0; i < outputs.length; i++) {
            loss += (double) policySlopes[i] * outputs[i];
        }
        for (int i = 0; i < values.length; i++) {
            loss += (double) valueSlopes[i] * values[i];
        }
        return loss;
    }

    private float[] numbers(int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextDouble(-0.6, 0.6);
        }
        return numbers;
    }
}
