package io.millrace.learner;

import io.millrace.learner.experience.DecodedUnroll;
import io.millrace.learner.experience.ReceivedUnroll;
import io.millrace.messages.Unroll;
import io.millrace.runtime.event.Event;

/**
 * An unroll that a learner of the run could learn from, as the intake hands it on.
 *
 * @param event the message that was decoded, for whoever has to refuse it after all
 */
record Arrival(DecodedUnroll unroll, Event<Unroll> event) {

    ReceivedUnroll received() {
        return new ReceivedUnroll(unroll, event.partition(), event.offset());
    }
}
