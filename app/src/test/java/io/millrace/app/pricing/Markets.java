package io.millrace.app.pricing;

import io.millrace.app.comparison.TrialProgress;
import io.millrace.runtime.settings.Settings;
import java.io.PrintWriter;
import java.io.Writer;

/** Studies of rules that are over in a moment. */
final class Markets {

    static final String RUN = """
            run: markets
            seed: 7
            environment: {name: pricing}
            rule: {name: thompson}
            algorithm: {name: bandit}
            lanes: {count: 20, environments: 100, unroll: 1}
            learner: {steps: 12000}
            evaluation: {episodes: 1}
            """;

    static final String STUDY = RUN + """
            comparison:
              experiments: 12
              sweep-experiments: 3
              relabelling-experiments: 3
              entries:
                - {name: A/B test, rule: {name: greedy}}
                - {name: UCB & more, rule: {name: ucb}}
                - {name: softmax, experiments: 6, rule: {name: softmax}}
                - {name: oracle, reference: true, rule: {name: fixed, arm: best}}
              sweeps:
                - {name: number of arms, setting: environment.prices.arms, values: [5, 7, 9]}
                - {setting: environment.change-limit, values: [0], entries: [oracle], environment: {demand: 5}}
            """;

    private Markets() {}

    static Settings study() {
        return Settings.parse(STUDY, "markets.yaml");
    }

    static RuleResults played(Settings study, int threads) {
        return RuleComparison.of(study, threads)
                .run(new TrialProgress(new PrintWriter(Writer.nullWriter()), false))
                .orElseThrow();
    }
}
