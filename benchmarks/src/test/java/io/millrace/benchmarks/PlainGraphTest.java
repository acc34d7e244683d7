package io.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learner.engine.Engine;
import io.millrace.learner.engine.Engines;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.network.Trunk;
import io.millrace.policy.parameters.NamedShape;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.factory.Nd4j;

/** A baseline that did less work than ours would flatter it, one that did more would flatter us. */
class PlainGraphTest {

    private static final double LEARNING_RATE = 1e-3;

    /** Ours adds 1e-5 after the correction for the start at zero, Deeplearning4j before it; in the first step. */
    private static final double EPSILON = 1e-5 * Math.sqrt(1 - 0.999);

    @ParameterizedTest
    @EnumSource(names = {"SEPARATE", "SHARED"})
    void theBaselineMovesTheParametersAsOurOwnUpdateDoes(Trunk trunk) {
        NetworkShape shape = MeasuredNetwork.small(trunk);
        UnrollBatch experience = DrawnExperience.batch(64, shape.observationSize(), 7);
        float[] parameters = drawn(shape);
        PlainGraph graph = new PlainGraph(shape, LEARNING_RATE, EPSILON);
        graph.load(parameters);
        PlainPpo.of(graph, shape, parameters.clone(), experience).update();
        try (EnginePpo ours = new EnginePpo("kernel", shape, parameters, experience, LEARNING_RATE)) {
            var unused = ours.update();
        }

        for (NamedShape array : shape.namedShapes()) {
            float[] expected = Arrays.copyOfRange(parameters, array.offset(), array.offset() + array.length());

            assertThat(graph.parameter(array.name())).as(array.name()).containsExactly(expected, within((float)
                    (LEARNING_RATE / 50)));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SEPARATE", "SHARED"})
    void theBaselinePutsOutWhatOurEnginePutsOut(Trunk trunk) {
        NetworkShape shape = MeasuredNetwork.small(trunk);
        float[] parameters = drawn(shape);
        float[] observations = DrawnExperience.numbers(new SplittableRandom(3), 5 * shape.observationSize());
        PlainGraph graph = new PlainGraph(shape, LEARNING_RATE, EPSILON);
        graph.load(parameters);
        float[] outputs = new float[5 * shape.policyOutputs()];
        try (Engine engine = Engines.named("kernel", shape)) {
            engine.load(parameters);
            engine.forward(observations, 5, outputs, new float[5]);
        }

        float[] found = graph.output(Nd4j.create(observations, new long[] {5, shape.observationSize()}, 'c'))[0]
                .dup('c')
                .data()
                .asFloat();

        assertThat(found).containsExactly(outputs, within(1e-5f));
    }

    private static float[] drawn(NetworkShape shape) {
        float[] parameters = DrawnExperience.numbers(new SplittableRandom(5), shape.parameterCount());
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] *= 0.3f;
        }
        return parameters;
    }
}
