package io.millrace.engine.dl4j;

import io.millrace.learner.engine.Engine;
import io.millrace.learner.engine.EngineContract;
import io.millrace.policy.network.NetworkShape;

class Dl4jEngineTest extends EngineContract {

    @Override
    protected Engine create(NetworkShape shape) {
        return new Dl4jEngineProvider().create(shape);
    }
}
