package io.millrace.learner.engine;

import io.millrace.policy.network.NetworkShape;

/** Makes engines of one kind. Found on the class path with {@link java.util.ServiceLoader}. */
public interface EngineProvider {

    /** As in the setting {@code engine}. */
    String name();

    /**
     * A new engine for networks of that shape.
     *
     * @param shape of one part
     * @throws EngineException if this machine cannot run it
     */
    Engine create(NetworkShape shape);
}
