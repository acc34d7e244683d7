package io.millrace.datasets.exchange;

import io.millrace.datasets.Watcher;
import io.millrace.datasets.rows.ColumnNames;
import io.millrace.datasets.rows.Columns;
import io.millrace.datasets.rows.RowFormat;
import io.millrace.datasets.rows.RowReader;
import io.millrace.datasets.rows.StepRow;
import io.millrace.messages.Progress;
import io.millrace.messages.Run;
import io.millrace.policy.space.ActionSpace;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Bus.Delivery;
import io.millrace.runtime.event.EventSink;
import io.millrace.runtime.run.RunRegistry;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.schemas.Topics;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes files with a row for each step the record of a run that never ran here. Files are read twice: all that is wrong
 * with them is found before anything is written. The run is registered last, so that nobody sees half of it; an import
 * that was stopped goes on with what is on the topic already, which has to be the same. Memory does not grow with the
 * files.
 */
public final class Import {

    private static final int MOST_LANES = 4096;
    private static final int ROWS_BETWEEN_WORDS = 1024;
    private static final String LEARNER = "main";

    private final List<Path> files;
    private final RowFormat format;
    private final ColumnNames names;
    private final Watcher watcher;

    /**
     * @param files   in the order of their rows
     * @param watcher told of rows that were read
     */
    public Import(List<Path> files, RowFormat format, ColumnNames names, Watcher watcher) {
        this.files = List.copyOf(files);
        this.format = format;
        this.names = names;
        this.watcher = watcher;
    }

    /**
     * Reads all files through.
     *
     * @param actions that there are; null where files tell or show it
     * @throws UserMistake if anything in them cannot be; the message names file, row and column
     */
    public ImportSurvey survey(@Nullable ActionSpace actions) {
        ImportSurvey survey = new ImportSurvey(actions);
        long leftOut = read(
                survey::look,
                lane -> {
                    survey.addLane();
                    return row -> survey.count(lane);
                },
                lane -> {},
                0);
        survey.leaveOut(leftOut);
        survey.requireSteps();
        return survey;
    }

    /**
     * How the steps are cut into unrolls.
     *
     * @param unrollLength steps in an unroll; 0 to choose so that as few as can be are left over
     * @throws UserMistake if a lane has fewer
     */
    public static ImportPlan plan(ImportSurvey survey, int unrollLength) {
        ImportPlan plan = unrollLength > 0
                ? ImportPlan.of(survey.steps(), unrollLength)
                : ImportPlan.best(survey.steps(), survey.observationSize());
        if (plan.rounds() < 1) {
            throw new UserMistake("An unroll of " + unrollLength + " steps is longer than the shortest of the "
                    + plan.lanes() + " lanes, which has " + Collections.min(survey.steps())
                    + " steps. Choose a shorter one with --unroll, or leave it out.");
        }
        return plan;
    }

    /**
     * Writes the record, and then registers the run.
     *
     * @param run of one environment a lane and one partition, with the lanes and the unroll length of the plan
     * @throws UserMistake if something else is on the run's topics already
     */
    public void publish(Bus bus, Run run, ImportSurvey survey, ImportPlan plan, Instant now) {
        Topics topics = new Topics(run.getRun(), run.getPartitions());
        bus.create(topics.all());
        try (AlreadyThere sink = new AlreadyThere(bus, topics.transitions())) {
            List<UnrollPacker> packers = new ArrayList<>();
            long unused = read(
                    (reader, row) -> {},
                    lane -> {
                        UnrollPacker packer = new UnrollPacker(run, lane, survey.masked(), unroll -> {
                            if (unroll.getNumber() < plan.rounds()) {
                                sink.send(unroll);
                            }
                        });
                        packers.add(packer);
                        return packer::take;
                    },
                    lane -> packers.get(lane).end(),
                    survey.rows());
            sink.finish();
        }
        report(bus, topics, plan, now);
        Run registered = new RunRegistry(bus).register(run);
        if (!registered.getSettingsHash().equals(run.getSettingsHash())) {
            throw new IllegalStateException("A registered run has the settings that it was registered with");
        }
    }

    private static void report(Bus bus, Topics topics, ImportPlan plan, Instant now) {
        EventSink<Progress> sink = bus.sink(topics.progress(), Delivery.PROMPT);
        sink.send(
                0,
                LEARNER,
                Progress.newBuilder()
                        .setLearner(LEARNER)
                        .setVersion(0)
                        .setSteps(plan.rounds() * plan.unrollLength() * plan.lanes())
                        .setNextUnrolls(Collections.nCopies(plan.lanes(), plan.rounds()))
                        .setFinished(true)
                        .setReportedAt(now)
                        .build());
        sink.flush();
    }

    private interface LaneOpening {
        RowTaker open(int lane);
    }

    private interface RowTaker {
        void take(StepRow row);
    }

    private interface LaneEnding {
        void end(int lane);
    }

    /** Which environment a row is of. */
    private record Source(String run, int lane, int environment) {}

    /** Hands on the rows of all files, lane by lane whole; gives how many were left out. */
    private long read(BiConsumer<RowReader, StepRow> looking, LaneOpening opening, LaneEnding ending, long all) {
        Map<Source, LaneHistory> bySource = new HashMap<>();
        List<LaneHistory> histories = new ArrayList<>();
        long rows = 0;
        for (Path file : files) {
            try (RowReader reader = new RowReader(file, format, names)) {
                for (StepRow row = reader.next(); row != null; row = reader.next()) {
                    looking.accept(reader, row);
                    Source source = new Source(row.run(), row.lane(), row.environment());
                    LaneHistory history = bySource.get(source);
                    if (history == null) {
                        requireFewLanes(reader, histories.size());
                        RowTaker taker = opening.open(histories.size());
                        history = new LaneHistory(taker::take);
                        bySource.put(source, history);
                        histories.add(history);
                    }
                    history.take(row);
                    rows++;
                    if (rows % ROWS_BETWEEN_WORDS == 0) {
                        watcher.at(rows, all);
                    }
                }
            }
        }
        long leftOut = 0;
        for (int lane = 0; lane < histories.size(); lane++) {
            histories.get(lane).end();
            ending.end(lane);
            leftOut += histories.get(lane).leftOut();
        }
        return leftOut;
    }

    private static void requireFewLanes(RowReader reader, int lanes) {
        if (lanes >= MOST_LANES) {
            throw reader.mistake(
                    Columns.LANE,
                    "run, lane and environment tell more than " + MOST_LANES + " histories apart, and each becomes a"
                            + " lane. Name each history by its episode instead");
        }
    }
}
