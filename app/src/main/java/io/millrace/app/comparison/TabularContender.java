package io.millrace.app.comparison;

import io.millrace.env.environments.Environment;
import io.millrace.env.environments.Environment.EpisodeStatus;
import io.millrace.env.environments.EnvironmentParameters;
import io.millrace.learner.tabular.TabularLearner;
import io.millrace.learner.tabular.TabularSettings;
import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.random.CounterRandom.Purpose;
import io.millrace.policy.space.ActionSpace.Discrete;
import org.jspecify.annotations.Nullable;

/** A table of action values, for an environment that shows one of so many observations as a one-hot vector. */
record TabularContender(EnvironmentParameters environment, Rule rule, TabularSettings table, String settings)
        implements Contender {

    /** The section {@code tabular} of an entry: {@link TabularSettings} without the sizes. */
    record Section(Rule rule, double learningRate, double epsilon, double discount) {}

    /**
     * Makes the table for an environment.
     *
     * @throws IllegalArgumentException if no table can be made for it, or the section's numbers cannot be
     */
    static TabularContender of(EnvironmentParameters parameters, Section section, String settings) {
        Environment environment = parameters.create();
        Environment.Description description = environment.description();
        String remedy = " Leave out the entries with a section tabular, or choose another environment.";
        if (!(description.actionSpace() instanceof Discrete choices)) {
            throw new IllegalArgumentException("tabular learns the value of each of some choices, but the actions of "
                    + description.name() + " are " + description.actionSpace() + "." + remedy);
        }
        if (environment.masksActions()) {
            throw new IllegalArgumentException("tabular knows no masks, but " + description.name()
                    + " forbids actions. Switch its mask off, or leave out the entries with a section tabular.");
        }
        environment.reset(new CounterRandom(0).at(Purpose.EVALUATION, 0, 0, 0));
        float[] shown = new float[description.observationSize()];
        environment.observe(shown, 0);
        if (one(shown) < 0) {
            throw new IllegalArgumentException("tabular has a row for each observation, shown as a one-hot vector, but "
                    + description.name() + " shows something else." + remedy);
        }
        return new TabularContender(
                parameters,
                section.rule(),
                new TabularSettings(
                        description.observationSize(),
                        choices.choices(),
                        section.learningRate(),
                        section.discount(),
                        section.epsilon()),
                settings);
    }

    @Override
    public Contestant enter(long seed) {
        CounterRandom chance = new CounterRandom(seed).at(Purpose.ACTING, 0, 0, 0);
        TabularLearner learner = rule.create(table, chance);
        float[] action = new float[1];
        return new Contestant() {
            private boolean begun;

            @Override
            public float[] act(float[] observation, byte @Nullable [] mask) {
                if (!begun) {
                    action[0] = learner.begin(row(observation));
                    begun = true;
                }
                return action;
            }

            @Override
            public void learn(double reward, EpisodeStatus status, float[] next, byte @Nullable [] nextMask) {
                switch (status) {
                    case RUNNING -> action[0] = learner.proceed(reward, row(next));
                    case TERMINATED -> learner.terminate(reward);
                    case TRUNCATED -> learner.truncate(reward, row(next));
                }
                begun = status == EpisodeStatus.RUNNING;
            }

            @Override
            public float[] greedy(float[] observation, byte @Nullable [] mask) {
                action[0] = learner.greedy(row(observation), chance);
                return action;
            }
        };
    }

    private static int row(float[] observation) {
        int row = one(observation);
        if (row < 0) {
            throw new IllegalStateException("The environment showed something else than a one-hot vector, for which"
                    + " there is no row in a table. Leave out the entries with a section tabular.");
        }
        return row;
    }

    /** Where the only 1 among zeros is; -1 if the numbers are others. */
    private static int one(float[] numbers) {
        int found = -1;
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] != 0) {
                if (numbers[i] != 1 || found >= 0) {
                    return -1;
                }
                found = i;
            }
        }
        return found;
    }
}
