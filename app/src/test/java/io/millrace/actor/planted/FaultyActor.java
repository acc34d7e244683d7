package io.millrace.actor.planted;

import io.millrace.learner.LearnerService;

/** Breaks rules on purpose; never run. */
interface FaultyActor {

    LearnerService seesAService();
}
