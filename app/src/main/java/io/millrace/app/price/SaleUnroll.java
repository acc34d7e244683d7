package io.millrace.app.price;

import io.millrace.messages.Run;
import io.millrace.messages.Unroll;
import io.millrace.policy.bandit.StoreObservation;
import io.millrace.schemas.Tensors;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A {@link StoreWeek} as it stands on a run's transitions: an unroll of one tick and one environment, which is the
 * store, named in the field environment. All of them are of lane 0, numbered in the order in which they were taken
 * in. An observation begins as {@link StoreObservation} says, with the weeks since that of 5 January 1970; behind
 * stand price, unit cost and days, which before the step are those of the sale before. The event time is the first
 * of the days. Version 0 acted where the price is not the one that this run recommended.
 */
final class SaleUnroll {

    /** Name of the environment that a run of sales has. */
    static final String ENVIRONMENT = "sales";

    /** Changes when what is recorded means something else. */
    static final String ENVIRONMENT_VERSION = "1";

    /** Numbers in an observation. */
    static final int OBSERVATION_SIZE = 6;

    private static final int PRICE = 3;
    private static final int UNIT_COST = 4;
    private static final int DAYS = 5;
    private static final LocalDate FIRST_WEEK = LocalDate.of(1970, 1, 5);

    private SaleUnroll() {}

    /** Weeks from the first one on, by which draws of chance are told apart. */
    static long weekNumber(LocalDate week) {
        return ChronoUnit.WEEKS.between(FIRST_WEEK, week);
    }

    /**
     * The message.
     *
     * @param before  what the store sold last before, or null
     * @param decided what this run had recommended, where the store did so; null otherwise
     */
    static Unroll of(
            Run run,
            SalesSettings sales,
            long number,
            StoreWeek sold,
            @Nullable StoreWeek before,
            @Nullable Recommendation decided) {
        int arm = sold.whole() ? sales.armAt(sold.price()) : sales.elsewhere();
        float[] observations = new float[2 * OBSERVATION_SIZE];
        long week = weekNumber(sold.week());
        show(observations, 0, week, before, sales);
        show(observations, OBSERVATION_SIZE, week + 1, sold, sales);
        double margin = sold.price() - sales.unitCost();
        return Unroll.newBuilder()
                .setRun(run.getRun())
                .setLane(0)
                .setNumber(number)
                .setEnvironment(ENVIRONMENT + "/" + sold.store())
                .setEnvironmentVersion(ENVIRONMENT_VERSION)
                .setSteps(1)
                .setEnvironments(1)
                .setObservationSize(OBSERVATION_SIZE)
                .setActionSize(1)
                .setObservations(Tensors.ofFloats(observations))
                .setActionMasks(decided == null ? null : masks(decided.mask()))
                .setActions(Tensors.ofInts(new int[] {arm}, 1))
                .setSampled(null)
                .setLogProbabilities(
                        Tensors.ofFloats(new float[] {decided == null ? 0 : (float) Math.log(decided.propensity())}))
                .setRewards(Tensors.ofFloats(new float[] {(float) (margin * sold.units())}))
                .setEnds(Tensors.ofBytes(new byte[1], 0, 1))
                .setFinalRows(Tensors.ofInts(new int[0], 0))
                .setFinalObservations(Tensors.ofFloats(new float[0]))
                .setFinalMasks(decided == null ? null : Tensors.ofBytes(new byte[0], 0, 0))
                .setWeightsVersions(Tensors.ofLongs(new long[] {decided == null ? 0 : decided.version()}))
                .setEpisodes(Tensors.ofLongs(new long[1]))
                .setEpisodeSteps(Tensors.ofInts(new int[1], 1))
                .setEventTimes(Tensors.ofLongs(new long[] {
                    sold.firstDay().atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli()
                }))
                .build();
    }

    /** What a message says, back. */
    static StoreWeek storeWeek(Unroll unroll) {
        float[] observations = Tensors.floats(unroll.getObservations());
        int at = OBSERVATION_SIZE;
        return new StoreWeek(
                unroll.getEnvironment().substring(ENVIRONMENT.length() + 1),
                FIRST_WEEK.plusWeeks((long) observations[at + StoreObservation.WEEK] - 1),
                (int) observations[at + DAYS],
                Money.kept(observations[at + PRICE]),
                Money.kept(observations[at + UNIT_COST]),
                (int) observations[at + StoreObservation.UNITS]);
    }

    /** What a store shows that asked this last. */
    static void show(float[] into, int at, long week, @Nullable StoreWeek last, SalesSettings sales) {
        into[at + StoreObservation.WEEK] = week;
        into[at + StoreObservation.ARM] = StoreObservation.NO_ARM;
        if (last == null) {
            return;
        }
        int arm = sales.armAt(last.price());
        into[at + StoreObservation.ARM] = arm == sales.elsewhere() ? StoreObservation.NO_ARM : arm;
        into[at + StoreObservation.UNITS] = last.units();
        into[at + PRICE] = (float) last.price();
        into[at + UNIT_COST] = (float) last.unitCost();
        into[at + DAYS] = last.days();
    }

    /** What was allowed before the step; after it nobody asks. A sale elsewhere is always possible. */
    private static ByteBuffer masks(byte[] allowed) {
        int width = allowed.length + 1;
        byte[] masks = new byte[2 * width];
        Arrays.fill(masks, (byte) 1);
        System.arraycopy(allowed, 0, masks, 0, allowed.length);
        return Tensors.ofBytes(masks, 0, masks.length);
    }
}
