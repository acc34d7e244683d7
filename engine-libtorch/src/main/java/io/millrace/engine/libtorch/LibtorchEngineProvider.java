package io.millrace.engine.libtorch;

import io.millrace.learner.engine.Engine;
import io.millrace.learner.engine.EngineProvider;
import io.millrace.policy.network.NetworkShape;

/** {@code libtorch}: wide networks, and NVIDIA cards newer than those that Deeplearning4j serves. */
public final class LibtorchEngineProvider implements EngineProvider {

    @Override
    public String name() {
        return "libtorch";
    }

    @Override
    public Engine create(NetworkShape shape) {
        return new LibtorchEngine(shape, TorchRuntime.started());
    }
}
