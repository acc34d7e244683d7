package io.millrace.env.environments;

import java.util.List;

/** A task of optimal control: its actions are controls over time, which can be drawn beside the best ones. */
public interface OptimalControl extends KnownOptimum {

    /** What each control is called; at least one. */
    List<String> controls();

    /** What runs from decision to decision, in a word. */
    String timeName();

    /** Decisions of an episode that nothing cuts short; at least 1. */
    int decisions();

    /**
     * When a decision is made.
     *
     * @param decision counted from 0; below {@link #decisions}
     */
    double time(int decision);

    /**
     * Writes the controls that an action stands for in the present state, as many as there are names.
     *
     * @param actions the action begins at {@code at}, as in {@link Environment#step}
     */
    void control(float[] actions, int at, double[] into);
}
