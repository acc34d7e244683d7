package io.millrace.learner.engine;

import io.millrace.policy.network.NetworkShape;

class KernelEngineTest extends EngineContract {

    @Override
    protected Engine create(NetworkShape shape) {
        return new KernelEngine(shape);
    }
}
