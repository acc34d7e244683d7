package io.millrace.app.comparison;

import io.millrace.runtime.settings.Settings;

/** Studies that are over in a moment: identity, where an episode is ten answers. */
final class Studies {

    static final String TINY = """
            run: tiny
            environment: {name: identity}
            policy: {hidden: [8]}
            algorithm: {name: ppo, epochs: 2, minibatch: 8, learning-rate: 0.01}
            learner: {steps: 400, engine: kernel}
            comparison:
              episodes: 20
              trials: 3
              sensitivity-trials: 2
              greedy-episodes: 5
              random-episodes: 50
              entries:
                - {name: PPO, lanes: {unroll: 16}}
                - {name: PPO & slow, lanes: {unroll: 64}}
                - name: Q-learning
                  reference: true
                  tabular: {rule: q-learning, learning-rate: 0.2, epsilon: 0.04, discount: 0}
              sensitivity:
                - {entry: PPO, setting: algorithm.learning-rate, values: [0.001, 0.01]}
              starts:
                - {name: four choices, environment: {choices: 4}}
                - {name: six choices, environment: {choices: 6}}
              published:
                source: a table <somewhere>
                rows: [{entry: PPO, mean: 7, convergence: 12}]
                remarks: [A remark on it.]
            """;

    private Studies() {}

    static Settings tiny() {
        return Settings.parse(TINY, "tiny.yaml");
    }

    static TrialProgress unheard() {
        return new TrialProgress(new java.io.PrintWriter(java.io.Writer.nullWriter()), false);
    }
}
