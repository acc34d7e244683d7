package io.millrace.app.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.app.price.PriceCall.Price;
import io.millrace.app.price.PriceRequest.Options;
import io.millrace.app.run.SettingOption;
import io.millrace.messages.Run;
import io.millrace.messages.Unroll;
import io.millrace.messages.Update;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Bus.Delivery;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSink;
import io.millrace.runtime.memory.MemoryBus;
import io.millrace.runtime.run.RunRegistry;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.schemas.Tensors;
import io.millrace.schemas.Topics;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a run of sales takes in, keeps and recommends, over a bus in memory. */
class PriceCallTest {

    private static final Instant NOW = Instant.parse("2024-06-01T00:00:00Z");
    private static final LocalDate TODAY = LocalDate.of(2024, 6, 1);

    @TempDir
    private Path folder;

    private final Bus bus = new MemoryBus(64 << 20);
    private int files;

    @ParameterizedTest
    @ValueSource(strings = {"thompson", "epsilon-decay", "ucb", "ucb-committee", "elasticity"})
    void threeWeeklyCallsKnowTheSameToTheBitAsOneCallWithAllRows(String rule) {
        for (int week = 0; week < 3; week++) {
            call("weekly", rule, Sales.rows(6, week, 1));
        }

        PriceCall once = call("once", rule, Sales.rows(6, 0, 3));

        assertThat(updates("weekly")).hasSize(3);
        assertThat(last(updates("once")).getWeightsSha256())
                .isEqualTo(last(updates("weekly")).getWeightsSha256());
        assertThat(once.summary().recorded()).isEqualTo(18);
    }

    @Test
    void moreStoreWeeksThanALedgerEntryNamesKnowTheSameAsInTwoCalls() {
        int stores = 200;
        int weeks = 260;
        Options weekly = new Options("thompson", false, true, null, "450:550:5", List.of());
        make("halves", weekly(stores, -weeks, weeks / 2), weekly);
        make("halves", weekly(stores, -weeks / 2, weeks / 2), weekly);

        PriceCall once = make("once", weekly(stores, -weeks, weeks), weekly);

        assertThat(updates("once")).hasSize(2);
        assertThat(once.summary().recorded()).isEqualTo(52_000);
        assertThat(last(updates("once")).getWeightsSha256())
                .isEqualTo(last(updates("halves")).getWeightsSha256());
        assertThat(make("once", weekly(stores, -1, 1), weekly).prices()).isEqualTo(once.prices());
    }

    @Test
    void theSameFileTwiceChangesNothingAndRecommendsTheSame() {
        PriceCall first = call("prices", "thompson", Sales.rows(6, 0, 2));

        PriceCall second = call("prices", "thompson", Sales.rows(6, 0, 2));

        assertThat(second.prices()).isEqualTo(first.prices());
        assertThat(second.summary().duplicates()).isEqualTo(84);
        assertThat(second.summary().accepted()).isZero();
        assertThat(unrolls("prices")).hasSize(12);
        assertThat(updates("prices")).hasSize(1);
    }

    @Test
    void theLedgerNamesEveryStoreWeekOnceAndTellsArmsFromTheRest() {
        List<String> rows = new ArrayList<>(Sales.week("A", 0, 500, 3));
        rows.addAll(Sales.week("B", 0, 512, 3));
        rows.addAll(Sales.week("C", 0, 500, 3).subList(0, 4));

        call("prices", "thompson", rows);

        Update entry = last(updates("prices"));
        assertThat(entry.getConsumed()).extracting(named -> named.getNumber()).containsExactly(0L);
        assertThat(entry.getDropped()).extracting(named -> named.getNumber()).containsExactly(1L, 2L);
        assertThat(entry.getSteps()).isEqualTo(1);
    }

    @Test
    void everyStoreWeekIsRecordedWithItsDateItsRewardAndItsStore() {
        call("prices", "thompson", Sales.week("\"Oak, north\"", 1, 525, 4));

        Unroll unroll = unrolls("prices").get(0).value();
        assertThat(unroll.getEnvironment()).isEqualTo("sales/Oak, north");
        assertThat(Tensors.longs(unroll.getEventTimes()))
                .containsExactly(Instant.parse("2024-01-08T00:00:00Z").toEpochMilli());
        assertThat(Tensors.floats(unroll.getRewards())).containsExactly(125 * 28);
        assertThat(Tensors.ints(unroll.getActions())).containsExactly(3);
        assertThat(SaleUnroll.storeWeek(unroll))
                .isEqualTo(new StoreWeek("Oak, north", LocalDate.of(2024, 1, 8), StoreWeek.WHOLE, 525, 400, 28));
    }

    @Test
    void aStoreThatAsksWhatWasRecommendedIsRecordedWithItsPropensityAndVersion() {
        PriceCall advice = call("prices", "epsilon-greedy", Sales.rows(6, 0, 2));
        Price followed = priceOf("S1", advice);
        Price ignored = priceOf("S2", advice);
        List<String> rows = new ArrayList<>(Sales.week("S1", 2, followed.price(), 3));
        rows.addAll(Sales.week("S2", 2, ignored.price() == 500 ? 525 : 500, 3));

        PriceCall next = call("prices", "epsilon-greedy", rows);

        List<Event<Unroll>> recorded = unrolls("prices");
        Unroll ofFollower = recorded.get(12).value();
        Unroll ofOther = recorded.get(13).value();
        assertThat(next.summary().followed()).isEqualTo(1);
        assertThat(Tensors.longs(ofFollower.getWeightsVersions())).containsExactly(1);
        assertThat(Tensors.floats(ofFollower.getLogProbabilities()))
                .containsExactly((float) Math.log(followed.propensity()));
        assertThat(Tensors.longs(ofOther.getWeightsVersions())).containsExactly(0);
        assertThat(ofOther.getActionMasks()).isNull();
    }

    @Test
    void noRecommendationLeavesTheLimitsOrGoesBelowCost() {
        PriceCall call = call("prices", "thompson", Sales.rows(30, 0, 1));

        assertThat(call.prices()).hasSize(30).allSatisfy(price -> {
            assertThat(price.price()).isGreaterThan(400).isIn(450.0, 475.0, 500.0, 525.0, 550.0);
            assertThat(Math.abs(price.price() / price.currentPrice() - 1)).isLessThanOrEqualTo(0.1 + 1e-5);
            assertThat(price.propensity()).isBetween(Double.MIN_NORMAL, 1.0);
            assertThat(price.week()).isEqualTo("2024-01-08");
        });
    }

    @Test
    void relabellingGivesEachPriceToAsManyStoresAndChangesFewer() {
        PriceCall plain = call("plain", "thompson", Sales.rows(40, 0, 2));
        PriceCall relabelled = make("relabelled", Sales.rows(40, 0, 2), options("thompson", true));

        assertThat(relabelled.prices())
                .extracting(Price::price)
                .containsExactlyInAnyOrderElementsOf(
                        plain.prices().stream().map(Price::price).toList());
        assertThat(relabelled.summary().changes()).isLessThan(plain.summary().changes());
    }

    @Test
    void lateRowsAreTakenInAndCounted() {
        call("prices", "thompson", Sales.rows(4, 1, 1));

        PriceCall late = call("prices", "thompson", Sales.rows(4, 0, 1));

        assertThat(late.summary().late()).isEqualTo(28);
        assertThat(late.summary().accepted()).isEqualTo(4);
        assertThat(late.prices()).allSatisfy(price -> assertThat(price.week()).isEqualTo("2024-01-15"));
        assertThat(priceOf("S0", late).currentPrice()).isEqualTo(475);
    }

    @Test
    void weeksWithoutSalesAreCounted() {
        List<String> rows = new ArrayList<>(Sales.week("A", 0, 500, 3));
        rows.addAll(Sales.week("A", 3, 525, 3));
        rows.addAll(Sales.week("B", 2, 525, 3));

        assertThat(call("prices", "thompson", rows).summary().missing()).isEqualTo(3);
    }

    @Test
    void aStoreThatIsNewNextWeekIsTakenIn() {
        call("prices", "thompson", Sales.rows(2, 0, 1));

        PriceCall grown = call("prices", "thompson", Sales.rows(5, 1, 1));

        assertThat(grown.prices()).extracting(Price::store).containsExactly("S0", "S1", "S2", "S3", "S4");
    }

    @Test
    void theDaysOfAWeekThatComeInTwoFilesAreTakenInOnce() {
        List<String> week = Sales.week("A", 0, 500, 3);
        call("prices", "thompson", week.subList(0, 3));

        PriceCall whole = call("prices", "thompson", week);

        assertThat(whole.summary().duplicates()).isEqualTo(3);
        assertThat(unrolls("prices"))
                .extracting(event -> SaleUnroll.storeWeek(event.value()).dayCount())
                .containsExactly(3, 4);
    }

    @Test
    void daysOfAPartOfAWeekCountForTheElasticityAsMuchAsOthers() {
        List<String> whole = new ArrayList<>(Sales.week("A", 0, 450, 6));
        whole.addAll(Sales.week("A", 1, 475, 4));
        List<String> parts = new ArrayList<>(Sales.week("A", 0, 450, 6).subList(0, 3));
        parts.addAll(Sales.week("A", 1, 475, 4).subList(0, 3));

        PriceCall ofWhole = call("whole", "thompson", whole);
        PriceCall ofParts = call("parts", "thompson", parts);

        assertThat(ofParts.summary().elasticity().estimate())
                .isCloseTo(ofWhole.summary().elasticity().estimate(), within(1e-6));
        assertThat(ofParts.summary().recorded()).isZero();
    }

    @Test
    void aRowThatContradictsWhatIsRecordedIsRefusedAndNothingIsRecorded() {
        call("prices", "thompson", Sales.week("A", 0, 500, 3));

        assertThatThrownBy(() -> call("prices", "thompson", Sales.week("A", 0, 500, 4)))
                .isInstanceOf(UserMistake.class)
                .hasMessageContainingAll("line 2", "sold 28 on 7 days", "an earlier call recorded 21 on 7 days");
        assertThat(unrolls("prices")).hasSize(1);
    }

    @Test
    void aStoreLeftWithoutAPriceByNewSalesIsRefusedAndNothingIsRecorded() {
        call("prices", "thompson", Sales.week("A", 0, 500, 3));

        assertThatThrownBy(() -> call("prices", "thompson", Sales.week("B", 1, 700, 3)))
                .isInstanceOf(UserMistake.class)
                .hasMessageContainingAll("Store B asked 700", "within 10 %", "Nothing was recorded");
        assertThat(unrolls("prices")).hasSize(1);
    }

    @Test
    void withOnePriceTheElasticityIsUnknownAndPricesAroundItAreTried() {
        PriceCall call = make(
                "prices", Sales.week("A", 0, 500, 3), new Options("thompson", false, false, null, null, List.of()));

        assertThat(call.summary().elasticity().unknown()).isEqualTo("one price alone was asked, 500");
        assertThat(PriceText.summary(call.summary())).contains("cannot be estimated", "goes without it");
        assertThat(run("prices").getRule().getPrices()).hasSize(7).first().isEqualTo(450.0);
    }

    @Test
    void storeWeeksRecordedByACallThatWasStoppedAreLearnedFromByTheNext() {
        call("whole", "thompson", Sales.rows(6, 0, 2));
        register("stopped", Sales.rows(6, 0, 2), options("thompson", false));
        new SalesLog(bus, run("stopped"))
                .record(unrolls("whole").stream().limit(5).map(Event::value).toList());

        PriceCall goneOn = call("stopped", "thompson", Sales.rows(6, 0, 2));

        assertThat(goneOn.summary().accepted()).isEqualTo(7);
        assertThat(last(updates("stopped")).getWeightsSha256())
                .isEqualTo(last(updates("whole")).getWeightsSha256());
    }

    @Test
    void weightsThatAStoppedCallDidNotPublishArePublishedByTheNext() {
        call("whole", "thompson", Sales.rows(6, 0, 2));
        Run stopped = register("stopped", Sales.rows(6, 0, 2), options("thompson", false));
        SalesLog log = new SalesLog(bus, stopped);
        log.record(unrolls("whole").stream().map(Event::value).toList());
        EventSink<Update> ledger = bus.sink(new Topics("stopped", 1).updates(), Delivery.PROMPT);
        ledger.send(0, "main", updates("whole").get(0));
        ledger.flush();

        call("stopped", "thompson", Sales.rows(6, 0, 2));

        assertThat(log.publishedVersion()).isEqualTo(1);
        assertThat(log.updates()).hasSize(1);
    }

    @Test
    void aRecordThatGivesOtherStatisticsThanItsLedgerSaysIsRefused() {
        call("whole", "thompson", Sales.rows(6, 0, 2));
        Run damaged = register("damaged", Sales.rows(6, 0, 2), options("thompson", false));
        new SalesLog(bus, damaged)
                .record(unrolls("whole").stream().map(Event::value).toList());
        Update entry = updates("whole").get(0);
        entry.setWeightsSha256("0".repeat(64));
        EventSink<Update> ledger = bus.sink(new Topics("damaged", 1).updates(), Delivery.PROMPT);
        ledger.send(0, "main", entry);
        ledger.flush();

        assertThatThrownBy(() -> call("damaged", "thompson", Sales.rows(6, 0, 2)))
                .isInstanceOf(UserMistake.class)
                .hasMessageContainingAll("contradicts itself", "entry 1", "other statistics");
    }

    @Test
    void anotherRuleForTheSameRunIsRefused() {
        call("prices", "thompson", Sales.rows(2, 0, 1));

        assertThatThrownBy(() -> call("prices", "ucb", Sales.rows(2, 1, 1)))
                .isInstanceOf(UserMistake.class)
                .hasMessageContainingAll("rule.name was", "thompson", "ucb", "--run");
    }

    private static List<String> weekly(int stores, int firstWeek, int weeks) {
        List<String> rows = new ArrayList<>();
        for (int week = firstWeek; week < firstWeek + weeks; week++) {
            for (int store = 0; store < stores; store++) {
                int price = 450 + 25 * Math.floorMod(store + week, 5);
                rows.add(Sales.row("S" + store, Sales.MONDAY.plusWeeks(week), price, 30 - 5 * (price - 450) / 25));
            }
        }
        return rows;
    }

    private PriceCall call(String run, String rule, List<String> rows) {
        return make(run, rows, options(rule, false));
    }

    private static Options options(String rule, boolean relabel) {
        return new Options(
                rule, relabel, false, null, "450:550:5", List.of(new SettingOption("sales.unit-cost", "400")));
    }

    private PriceCall make(String run, List<String> rows, Options options) {
        PriceRequest request = request(rows, options);
        boolean there =
                new RunRegistry(bus).all().stream().anyMatch(one -> one.getRun().equals(run));
        return PriceCall.make(request, there ? run(run) : register(run, rows, options), bus, NOW);
    }

    private Run register(String run, List<String> rows, Options options) {
        return new RunRegistry(bus)
                .register(SalesRun.describe(request(rows, options).begin(run), NOW));
    }

    private PriceRequest request(List<String> rows, Options options) {
        return new PriceRequest(Sales.file(folder, files++ + ".csv", rows), options, TODAY);
    }

    private Run run(String name) {
        return new RunRegistry(bus)
                .all().stream()
                        .filter(one -> one.getRun().equals(name))
                        .findFirst()
                        .orElseThrow();
    }

    private List<Event<Unroll>> unrolls(String run) {
        return new SalesLog(bus, run(run)).unrolls();
    }

    private List<Update> updates(String run) {
        return new SalesLog(bus, run(run)).updates();
    }

    private static <T> T last(List<T> list) {
        return list.get(list.size() - 1);
    }

    private static Price priceOf(String store, PriceCall call) {
        return call.prices().stream()
                .filter(price -> price.store().equals(store))
                .findFirst()
                .orElseThrow();
    }
}
