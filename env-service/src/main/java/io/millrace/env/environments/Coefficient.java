package io.millrace.env.environments;

import static io.millrace.env.environments.Requirement.require;

/**
 * A function of time, in the unit of the horizon. A number that the function does not
 * use is 0, so that a number given to the wrong function is noticed.
 *
 * @param function  which numbers are used, and how
 * @param intercept value at time 0; of linear
 * @param slope     change per unit of time; of linear
 * @param amplitude factor; not 0; of sine, cosine and exponential
 * @param frequency radians per unit of time; not 0; of sine and cosine
 * @param phase     radians at time 0; of sine and cosine
 * @param rate      growth per unit of time; not 0; of exponential
 * @param cutAtZero whether negative values count as 0
 */
public record Coefficient(
        Function function,
        double intercept,
        double slope,
        double amplitude,
        double frequency,
        double phase,
        double rate,
        boolean cutAtZero) {

    /** The form of a coefficient. */
    public enum Function {
        /** Not given here. */
        NONE,
        /** {@code intercept + slope * t}. */
        LINEAR,
        /** {@code amplitude * sin(frequency * t + phase)}. */
        SINE,
        /** {@code amplitude * cos(frequency * t + phase)}. */
        COSINE,
        /** {@code amplitude * exp(rate * t)}. */
        EXPONENTIAL;

        private boolean swings() {
            return this == SINE || this == COSINE;
        }
    }

    /** Given by something else. */
    static final Coefficient NONE = new Coefficient(Function.NONE, 0, 0, 0, 0, 0, 0, false);

    static Coefficient linear(double intercept, double slope) {
        return new Coefficient(Function.LINEAR, intercept, slope, 0, 0, 0, 0, false);
    }

    static Coefficient sine(double amplitude, double frequency, double phase) {
        return new Coefficient(Function.SINE, 0, 0, amplitude, frequency, phase, 0, false);
    }

    static Coefficient cosine(double amplitude, double frequency, double phase) {
        return new Coefficient(Function.COSINE, 0, 0, amplitude, frequency, phase, 0, false);
    }

    static Coefficient exponential(double amplitude, double rate) {
        return new Coefficient(Function.EXPONENTIAL, 0, 0, amplitude, 0, 0, rate, false);
    }

    Coefficient cut() {
        return new Coefficient(function, intercept, slope, amplitude, frequency, phase, rate, true);
    }

    /**
     * Refuses numbers that the function does not use and zeros where it needs a number. Not in the
     * constructor, because only the owner knows which setting this is.
     *
     * @param key the setting, such as {@code a1}
     */
    void requireFits(String key) {
        boolean linear = function == Function.LINEAR;
        boolean exponential = function == Function.EXPONENTIAL;
        requireUse(key, "intercept", intercept, linear, false);
        requireUse(key, "slope", slope, linear, false);
        requireUse(key, "amplitude", amplitude, function.swings() || exponential, true);
        requireUse(key, "frequency", frequency, function.swings(), true);
        requireUse(key, "phase", phase, function.swings(), false);
        requireUse(key, "rate", rate, exponential, true);
    }

    private void requireUse(String key, String number, double value, boolean used, boolean needed) {
        String name = Requirement.kebab(function);
        String full = key + "." + number;
        require(Double.isFinite(value), full, value, "It has to be finite.", "Set a number such as 1.");
        require(
                used || value == 0,
                full,
                value,
                "The function " + name + " has no " + number + ", so it would change nothing.",
                "Leave it out, or set environment." + key + ".function to the function that you mean.");
        require(
                !used || !needed || value != 0,
                full,
                value,
                "The function " + name + " would not change with time.",
                "Set its " + number + ", or use the function linear with an intercept alone.");
    }

    /** Value at time {@code t}. */
    double at(double t) {
        double value =
                switch (function) {
                    case NONE -> 0;
                    case LINEAR -> intercept + slope * t;
                    case SINE -> amplitude * Math.sin(frequency * t + phase);
                    case COSINE -> amplitude * Math.cos(frequency * t + phase);
                    case EXPONENTIAL -> amplitude * Math.exp(rate * t);
                };
        return cutAtZero ? Math.max(value, 0) : value;
    }

    /** Integral over time, between times where the value is not cut. */
    double uncutIntegral(double from, double to) {
        return switch (function) {
            case NONE -> 0;
            case LINEAR -> intercept * (to - from) + slope * (to * to - from * from) / 2;
            case SINE ->
                amplitude * (Math.cos(frequency * from + phase) - Math.cos(frequency * to + phase)) / frequency;
            case COSINE ->
                amplitude * (Math.sin(frequency * to + phase) - Math.sin(frequency * from + phase)) / frequency;
            case EXPONENTIAL -> amplitude * (Math.exp(rate * to) - Math.exp(rate * from)) / rate;
        };
    }
}
