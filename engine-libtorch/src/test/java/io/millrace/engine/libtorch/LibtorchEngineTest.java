package io.millrace.engine.libtorch;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.learner.engine.Engine;
import io.millrace.learner.engine.EngineContract;
import io.millrace.policy.network.Activation;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.network.Trunk;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LibtorchEngineTest extends EngineContract {

    private static final int ROWS = 512;

    @Override
    protected Engine create(NetworkShape shape) {
        return new LibtorchEngineProvider().create(shape);
    }

    @ParameterizedTest
    @EnumSource
    void nativeMemoryDoesNotGrowFromBatchToBatch(Trunk trunk) {
        NetworkShape shape = new NetworkShape(64, List.of(128, 128), Activation.TANH, 64, 0, trunk);
        try (Engine engine = create(shape)) {
            Pass pass = new Pass(engine, shape);
            pass.over(ROWS);
            long objects = Pointer.totalCount();
            long bytes = Pointer.physicalBytes();
            for (int i = 0; i < 400; i++) {
                pass.over(ROWS - i % 2);
            }

            // Less where the collector has found what earlier tests left.
            assertThat(Pointer.totalCount()).as("native objects").isLessThanOrEqualTo(objects);
            // One batch of one layer that is kept from each pass would be 100 MB.
            assertThat(Pointer.physicalBytes() - bytes)
                    .as("bytes of the process")
                    .isLessThan(64 << 20);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClosedEngineLeavesNoNativeObjects(Trunk trunk) {
        NetworkShape shape = new NetworkShape(4, List.of(8, 8), Activation.TANH, 2, 0, trunk);
        create(shape).close();
        long objects = Pointer.totalCount();

        try (Engine engine = create(shape)) {
            new Pass(engine, shape).over(5);
        }

        assertThat(Pointer.totalCount()).isLessThanOrEqualTo(objects);
    }

    /** Everything that an engine is asked for, without garbage of its own. */
    private static final class Pass {
        private final Engine engine;
        private final float[] parameters;
        private final float[] values;
        private final float[] policyNumbers;
        private final float[] observations;

        Pass(Engine engine, NetworkShape shape) {
            this.engine = engine;
            parameters = new float[shape.parameterCount()];
            values = new float[ROWS * shape.valueOutputs()];
            policyNumbers = new float[ROWS * shape.policyOutputs()];
            observations = new float[ROWS * shape.observationSize()];
        }

        void over(int rows) {
            engine.load(parameters);
            engine.ahead(observations, rows);
            if (values.length > 0) {
                engine.values(observations, rows, values);
            }
            engine.forward(observations, rows, policyNumbers, values);
            engine.backward(policyNumbers, values, parameters);
            engine.observationGradients(policyNumbers, values, observations);
        }
    }
}
