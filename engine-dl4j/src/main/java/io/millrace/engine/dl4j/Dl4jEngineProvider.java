package io.millrace.engine.dl4j;

import io.millrace.learner.engine.Engine;
import io.millrace.learner.engine.EngineProvider;
import io.millrace.policy.network.NetworkShape;

/** {@code dl4j}: BLAS for wide networks, and GPUs. The first engine of a process takes seconds to start. */
public final class Dl4jEngineProvider implements EngineProvider {

    @Override
    public String name() {
        return "dl4j";
    }

    @Override
    public Engine create(NetworkShape shape) {
        return new Dl4jEngine(shape, NativeRuntime.started());
    }
}
