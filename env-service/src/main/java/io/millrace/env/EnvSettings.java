package io.millrace.env;

import java.time.Duration;

/**
 * How long an env-service waits; the section {@code env} of a run's settings.
 *
 * @param askAgain  after this long without an answer a lane asks again; longer than zero
 * @param patience  after this long without any answer, or without any progress of the learner while
 *                  all lanes wait for it, the service gives up; longer than askAgain
 */
public record EnvSettings(Duration askAgain, Duration patience) {

    public EnvSettings {
        if (askAgain.isNegative() || askAgain.isZero()) {
            throw new IllegalArgumentException(
                    "env.ask-again is " + askAgain + ", but it is longer than zero. Try 1s.");
        }
        if (patience.compareTo(askAgain) <= 0) {
            throw new IllegalArgumentException("env.patience is " + patience + ", but it is longer than env.ask-again ("
                    + askAgain + "). Try 10m.");
        }
    }
}
