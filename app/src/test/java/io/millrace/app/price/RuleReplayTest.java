package io.millrace.app.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.app.Millrace;
import io.millrace.app.price.PriceCall.Price;
import io.millrace.app.price.PriceRequest.Options;
import io.millrace.app.run.RunFile;
import io.millrace.learner.offpolicy.OffPolicySettings;
import io.millrace.messages.Run;
import io.millrace.messages.Unroll;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.memory.MemoryBus;
import io.millrace.runtime.run.RunRegistry;
import io.millrace.runtime.settings.Settings;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.schemas.Tensors;
import io.millrace.weights.RuleSettings;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What another rule would have earned, by the record of a run whose stores ask what is recommended. */
class RuleReplayTest {

    private static final Instant NOW = Instant.parse("2024-06-01T00:00:00Z");
    private static final int STORES = 20;

    @TempDir
    private Path folder;

    private final Bus bus = new MemoryBus(64 << 20);
    private int files;

    @ParameterizedTest
    @ValueSource(strings = {"epsilon-greedy", "softmax", "ucb", "greedy", "elasticity", "ucb-committee"})
    void theRuleOfTheRunItselfWouldHaveEarnedWhatItEarned(String rule) {
        Run run = twoWeeksFollowed(rule, false);

        RuleReplay.Result result = RuleReplay.of(run, bus, settings(rule), OffPolicySettings.uncapped());

        assertThat(result.report().decisions()).isEqualTo(2 * STORES);
        assertThat(result.report().meanWeight()).isCloseTo(1, within(1e-6));
        assertThat(result.report().effectiveSampleSize()).isCloseTo(2 * STORES, within(1e-3));
        assertThat(result.report().importanceSampling().value()).isCloseTo(result.loggedMean(), within(0.01));
        assertThat(result.report().warnings()).isEmpty();
    }

    @Test
    void aFixedPriceIsWorthTheRewardsAtItOverTheirPropensities() {
        Run run = twoWeeksFollowed("softmax", false);
        int arm = 2;
        double sum = 0;
        int decisions = 0;
        for (Event<Unroll> event : new SalesLog(bus, run).unrolls()) {
            Unroll unroll = event.value();
            if (version(unroll) > 0) {
                decisions++;
                boolean taken = arm(unroll) == nearestAllowed(unroll, arm);
                sum += taken
                        ? Tensors.floats(unroll.getRewards())[0]
                                / Math.exp(Tensors.floats(unroll.getLogProbabilities())[0])
                        : 0;
            }
        }

        RuleReplay.Result result = RuleReplay.of(run, bus, settings("fixed", "arm", "2"), OffPolicySettings.uncapped());

        assertThat(result.report().importanceSampling().value()).isCloseTo(sum / decisions, within(0.01));
        assertThat(result.unknown()).isEqualTo(2 * STORES);
    }

    @Test
    void theDirectMethodKnowsTheMeansBeforeADecisionAndNothingOfWhatCameOfIt() {
        PriceCall advice = call("one-week", "epsilon-greedy", false, Sales.rows(STORES, 0, 2));
        var unused = call("one-week", "epsilon-greedy", false, asAdvised(advice, 2));
        List<Unroll> unrolls = new SalesLog(bus, run("one-week"))
                .unrolls().stream().map(Event::value).toList();

        RuleReplay.Result result =
                RuleReplay.of(run("one-week"), bus, settings("fixed", "arm", "2"), OffPolicySettings.uncapped());

        double expected = unrolls.stream()
                .filter(unroll -> version(unroll) > 0)
                .mapToDouble(decided -> unrolls.stream()
                        .filter(unroll -> version(unroll) == 0)
                        .filter(unroll -> arm(unroll) == nearestAllowed(decided, 2))
                        .mapToDouble(unroll -> Tensors.floats(unroll.getRewards())[0])
                        .average()
                        .orElse(0))
                .average()
                .orElseThrow();
        assertThat(result.report().directMethod().value()).isCloseTo(expected, within(0.01));
    }

    @Test
    void aRunWithRelabelledStoresIsRefused() {
        Run run = twoWeeksFollowed("softmax", true);

        assertThatThrownBy(() -> RuleReplay.of(run, bus, settings("ucb"), OffPolicySettings.uncapped()))
                .isInstanceOf(UserMistake.class)
                .hasMessageContainingAll("matched anew", "rule.relabel", "without relabelling");
    }

    @Test
    void aRunThatANetworkDecidesIsRefused() {
        Run run = new RunRegistry(bus)
                .register(RunFile.read(Millrace.tinyFile(folder), Map.of(), List.of())
                        .toRun(NOW));

        assertThatThrownBy(() -> RuleReplay.of(run, bus, settings("ucb"), OffPolicySettings.uncapped()))
                .isInstanceOf(UserMistake.class)
                .hasMessageContainingAll("tiny", "by a network, not by a rule");
    }

    private Run twoWeeksFollowed(String rule, boolean relabel) {
        PriceCall advice = call("followed", rule, relabel, Sales.rows(STORES, 0, 2));
        for (int week = 2; week < 4; week++) {
            advice = call("followed", rule, relabel, asAdvised(advice, week));
        }
        return run("followed");
    }

    private static long version(Unroll unroll) {
        return Tensors.longs(unroll.getWeightsVersions())[0];
    }

    private static int arm(Unroll unroll) {
        return Tensors.ints(unroll.getActions())[0];
    }

    private static List<String> asAdvised(PriceCall advice, int week) {
        List<String> rows = new ArrayList<>();
        for (Price price : advice.prices()) {
            int units = (int) Math.round(3 * Math.exp(-5 * (price.price() / 500 - 1)) + rows.size() % 3);
            rows.addAll(Sales.week(price.store(), week, price.price(), units));
        }
        return rows;
    }

    private static int nearestAllowed(Unroll unroll, int wanted) {
        byte[] masks = Tensors.bytes(Objects.requireNonNull(unroll.getActionMasks()));
        for (int away = 0; ; away++) {
            if (wanted - away >= 0 && masks[wanted - away] == 1) {
                return wanted - away;
            }
            if (wanted + away < 5 && masks[wanted + away] == 1) {
                return wanted + away;
            }
        }
    }

    private PriceCall call(String name, String rule, boolean relabel, List<String> rows) {
        Options options = new Options(rule, relabel, false, null, "450:550:5", List.of());
        PriceRequest request = new PriceRequest(
                Sales.file(folder, files++ + ".csv", rows), options, LocalDate.ofInstant(NOW, ZoneOffset.UTC));
        boolean there =
                new RunRegistry(bus).all().stream().anyMatch(one -> one.getRun().equals(name));
        Run run = there ? run(name) : new RunRegistry(bus).register(SalesRun.describe(request.begin(name), NOW));
        return PriceCall.make(request, run, bus, NOW);
    }

    private Run run(String name) {
        return new RunRegistry(bus)
                .all().stream()
                        .filter(one -> one.getRun().equals(name))
                        .findFirst()
                        .orElseThrow();
    }

    private static RuleSettings settings(String rule, String... pairs) {
        Settings section = RuleSettings.defaults(rule).with("name", rule);
        for (int i = 0; i < pairs.length; i += 2) {
            section = section.with(pairs[i], pairs[i + 1]);
        }
        return RuleSettings.read(section);
    }
}
