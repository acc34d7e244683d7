package io.millrace.learner.engine;

import io.millrace.policy.network.NetworkShape;

/** {@code kernel}: runs everywhere; the reference that other engines are compared with. */
public final class KernelEngineProvider implements EngineProvider {

    @Override
    public String name() {
        return "kernel";
    }

    @Override
    public Engine create(NetworkShape shape) {
        return new KernelEngine(shape);
    }
}
