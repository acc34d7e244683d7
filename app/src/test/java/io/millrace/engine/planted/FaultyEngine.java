package io.millrace.engine.planted;

import io.millrace.learner.LearnerService;

/** Breaks rules on purpose; never run. */
interface FaultyEngine {

    LearnerService seesTheWholeLearner();
}
