package io.millrace.env.environments;

/**
 * A task whose episode is a plan that people want to read: what each action changes, how far it still is
 * to the goal, and which action the task's own model would take next. Called on the thread that steps
 * the environment, between its steps. The actions are discrete.
 */
public interface Plannable {

    /** What {@link #remaining} measures, in a word. */
    String measure();

    /** How far it is to the goal; 0 where it is met. */
    double remaining();

    /** What an allowed action would change now. */
    Change change(int action);

    /**
     * The action after which {@link #remaining} is least, by the task's own model; it changes nothing.
     *
     * @return -1 if no action leads nearer to the goal
     */
    int bestAction();

    /**
     * What one action changes.
     *
     * @param place     where, such as an area
     * @param what      which of its properties
     * @param direction up or down
     * @param from      the property's value before
     * @param to        its value after
     */
    record Change(String place, String what, String direction, double from, double to) {}
}
