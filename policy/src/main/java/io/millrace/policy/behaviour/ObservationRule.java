package io.millrace.policy.behaviour;

/**
 * Acts by what it observes and by nothing else: the same observation leads to the same action. Not safe for use by
 * several threads; nothing is allocated after construction.
 */
public interface ObservationRule {

    /** Numbers in one observation. */
    int observationSize();

    /** Numbers in one action, which the environment receives as it is. */
    int actionWidth();

    /**
     * Decides once.
     *
     * @param observations the observation begins at {@code at}; not written to
     * @param action       receives the action from {@code actionAt} on
     */
    void act(float[] observations, int at, float[] action, int actionAt);
}
