package io.millrace.learner.algorithms;

/** What all algorithms are set by that learn the values of actions from steps drawn from a replay memory. */
interface DrawnValueSettings extends ValueSettings, DrawSettings {

    // Both name these.
    @Override
    double discount();

    @Override
    int batch();

    @Override
    int nStep();
}
