package io.millrace.engine.dl4j;

import io.millrace.learner.engine.AgreementContract;
import io.millrace.learner.engine.Engine;
import io.millrace.policy.network.NetworkShape;

class EnginesAgreeTest extends AgreementContract {

    @Override
    protected Engine create(NetworkShape shape) {
        return new Dl4jEngineProvider().create(shape);
    }
}
