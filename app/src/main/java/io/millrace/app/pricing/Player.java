package io.millrace.app.pricing;

import io.millrace.env.environments.Environment;
import io.millrace.env.lanes.Lane;
import io.millrace.learner.algorithms.Algorithm;
import io.millrace.learner.algorithms.Bandit;
import io.millrace.learner.algorithms.UpdateContext;
import io.millrace.learner.experience.DecodedUnroll;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.messages.RuleDescription;
import io.millrace.messages.Run;
import io.millrace.policy.Policy;
import io.millrace.policy.bandit.ArmTable;
import io.millrace.policy.bandit.Rule;
import io.millrace.policy.bandit.Rules;
import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.random.CounterRandom.Purpose;
import io.millrace.weights.RunPolicy;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Plays experiments of one contender without a bus: the environment of an env-service, the policy of an actor and
 * the algorithm of a learner take turns on the same arrays. Experiment e is to the bit what lane e of a run in
 * lock-step does that has the same settings and as many lanes, each a market of its own: chance is drawn at the same
 * places. One thread at a time.
 */
final class Player {

    private static final long FIRST_EPISODE = 0;

    private final Contender contender;
    private final int stores;
    private final int observationSize;
    private final int choices;
    private final Environment[] environments;
    private final CounterRandom[] chance;
    private final CounterRandom shared;
    private final CounterRandom acting;
    private final Policy policy;
    private final Rule rule;
    private final ArmTable table;
    private final float[] parameters;
    private final Algorithm algorithm;
    private final UnrollBatch batch;

    // One tick as a learner reads it, with what is shown after it behind what was shown before it.
    private final float[] observations;
    private final byte @Nullable [] masks;
    private final float[] arms;
    private final float[] logProbabilities;
    private final float[] rewards;
    private final byte[] ends;
    private final long[] versions = new long[1];

    /** A player that has not played yet. */
    Player(Contender contender) {
        Run run = contender.file().toRun(Instant.EPOCH);
        RuleDescription description = run.getRule();
        if (description == null) {
            throw new IllegalArgumentException("The run of " + contender.settings() + " has no rule.");
        }
        this.contender = contender;
        this.stores = contender.stores();
        this.observationSize = run.getObservationSize();
        this.environments = new Environment[stores];
        this.chance = new CounterRandom[stores];
        for (int store = 0; store < stores; store++) {
            environments[store] = contender.market().create();
            chance[store] = new CounterRandom(run.getSeed());
        }
        this.shared = new CounterRandom(run.getSeed());
        this.acting = new CounterRandom(run.getSeed());
        this.policy = RunPolicy.policy(run);
        this.rule = Rules.of(description.getName(), description.getSettings());
        this.table = RunPolicy.arms(description);
        this.choices = table.arms().count();
        this.parameters = new float[table.parameterCount()];
        this.algorithm = new Bandit(table, rule.fit(), description.getDaysPerStep(), run.getSeed());
        this.batch = new UnrollBatch(new UnrollShape(
                1, stores, observationSize, RunPolicy.actionSpace(run.getActionSpace()), policy.sampledWidth()));
        this.observations = new float[2 * stores * observationSize];
        this.masks = environments[0].masksActions() ? new byte[2 * stores * choices] : null;
        this.arms = new float[stores];
        this.logProbabilities = new float[stores];
        this.rewards = new float[stores];
        this.ends = new byte[stores];
    }

    /** Plays all weeks of an experiment, from 0. */
    Experiment play(int number) {
        begin(number);
        Tally tally = new Tally(contender.truth(), stores);
        for (int week = 0; week < contender.market().weeks(); week++) {
            decide(number, week);
            sell();
            learn(number, week);
            tally.week(arms);
        }
        return tally.end(rule.recommend(table.market(parameters, table.marketOf(number))));
    }

    private void begin(int number) {
        Arrays.fill(parameters, 0);
        algorithm.begin(parameters);
        for (int store = 0; store < stores; store++) {
            environments[store].reset(
                    chance[store].at(Purpose.ENVIRONMENT, number, store, FIRST_EPISODE),
                    shared.at(Purpose.ENVIRONMENT, number, Lane.WHOLE_LANE, FIRST_EPISODE));
        }
        show(0);
    }

    private void decide(int number, int week) {
        policy.load(parameters);
        policy.forward(observations, stores);
        var unused = policy.draw(acting, number, week, 0, stores, masks);
        System.arraycopy(policy.actions(), 0, arms, 0, stores);
        System.arraycopy(policy.logProbabilities(), 0, logProbabilities, 0, stores);
    }

    private void sell() {
        for (int store = 0; store < stores; store++) {
            // The end of the last week needs no mark: nothing is learned from what comes after it.
            var unused = environments[store].step(arms, store);
            // As float32, because that is how it travels.
            rewards[store] = (float) environments[store].reward();
        }
        show(1);
    }

    private void learn(int number, int week) {
        versions[0] = week;
        batch.fill(List.of(new DecodedUnroll(
                number,
                week,
                observations,
                masks,
                arms,
                logProbabilities,
                rewards,
                ends,
                new int[0],
                new float[0],
                versions)));
        var unused = algorithm.update(batch, parameters, new UpdateContext(week + 1L, (long) week * stores));
        System.arraycopy(observations, stores * observationSize, observations, 0, stores * observationSize);
        if (masks != null) {
            System.arraycopy(masks, stores * choices, masks, 0, stores * choices);
        }
    }

    private void show(int tick) {
        for (int store = 0; store < stores; store++) {
            int row = tick * stores + store;
            environments[store].observe(observations, row * observationSize);
            if (masks != null) {
                environments[store].mask(masks, row * choices);
            }
        }
    }
}
