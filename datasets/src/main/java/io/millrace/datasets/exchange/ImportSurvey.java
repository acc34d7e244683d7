package io.millrace.datasets.exchange;

import io.millrace.datasets.rows.Columns;
import io.millrace.datasets.rows.RowReader;
import io.millrace.datasets.rows.RowShape;
import io.millrace.datasets.rows.StepRow;
import io.millrace.policy.space.ActionSpace;
import io.millrace.policy.space.ActionSpaceWords;
import io.millrace.runtime.worker.UserMistake;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What files hold that are to become a run's record: found in a first reading, before anything is written. */
public final class ImportSurvey {

    private final @Nullable ActionSpace given;
    private final List<Long> steps = new ArrayList<>();
    private int observationSize;
    private int actionWidth;
    private int choices;
    private boolean whole = true;
    private boolean masked;
    private boolean sampled;
    private double @Nullable [] low;
    private double @Nullable [] high;
    private long rows;
    private long leftOut;
    private Map<String, String> metadata = Map.of();

    /** @param given the actions there are; null where the files tell or show it */
    ImportSurvey(@Nullable ActionSpace given) {
        this.given = given;
    }

    /** Rows read. */
    public long rows() {
        return rows;
    }

    /** Steps that cannot be used, since nobody knows what they led to. */
    public long leftOut() {
        return leftOut;
    }

    /** Steps of each lane that can be used. */
    public List<Long> steps() {
        return List.copyOf(steps);
    }

    /** Numbers in an observation. */
    public int observationSize() {
        return observationSize;
    }

    /** Whether some rows say which actions were allowed. */
    boolean masked() {
        return masked;
    }

    /** Whether rows tell what a policy drew apart from what the environment received. */
    public boolean sampled() {
        return sampled;
    }

    /** What the first file says of itself under a key; empty where it does not. */
    public String told(String key) {
        return metadata.getOrDefault(key, "");
    }

    /** Settings of the run that a file was exported from, as canonical JSON; empty where it tells of none, or several. */
    public String settings() {
        List<String> settings = metadata.keySet().stream()
                .filter(key -> key.startsWith("millrace.settings."))
                .toList();
        return settings.size() == 1 ? told(settings.get(0)) : "";
    }

    /** The actions there are: as given, as the files tell, or all that were taken. */
    public ActionSpace actionSpace() {
        if (given != null) {
            return given;
        }
        String told = told(RowShape.ACTIONS);
        if (!told.isEmpty()) {
            return ActionSpaceWords.parse(told);
        }
        double[] least = low;
        double[] most = high;
        if (least == null || most == null) {
            throw new IllegalStateException("Nothing was read yet");
        }
        if (whole && actionWidth == 1) {
            return new ActionSpace.Discrete(Math.max(choices, (int) most[0] + 1));
        }
        List<Double> lows = new ArrayList<>();
        List<Double> highs = new ArrayList<>();
        for (int i = 0; i < least.length; i++) {
            lows.add(least[i]);
            highs.add(most[i] > least[i] ? most[i] : least[i] + 1);
        }
        return new ActionSpace.Box(lows, highs);
    }

    /** Looks at a row as it stands in a file. */
    void look(RowReader reader, StepRow row) {
        rows++;
        if (observationSize == 0) {
            observationSize = row.observation().length;
            actionWidth = row.action().length;
            sampled = row.sampled() != null;
            metadata = reader.metadata();
        }
        requireSize(reader, Columns.OBSERVATION, row.observation(), observationSize);
        requireSize(reader, Columns.ACTION, row.action(), actionWidth);
        requireSize(reader, Columns.NEXT_OBSERVATION, row.nextObservation(), observationSize);
        if (sampled != (row.sampled() != null)) {
            throw reader.mistake(Columns.SAMPLED, "some rows tell what was drawn, and others do not");
        }
        lookAtMask(reader, row);
        lookAtAction(reader, row);
    }

    /** Counts a row that can be used. */
    void count(int lane) {
        steps.set(lane, steps.get(lane) + 1);
    }

    /** Another lane begins. */
    void addLane() {
        steps.add(0L);
    }

    /** So many could not be used. */
    void leaveOut(long count) {
        leftOut = count;
    }

    private void lookAtMask(RowReader reader, StepRow row) {
        byte @Nullable [] mask = row.actionMask();
        if (mask == null) {
            return;
        }
        masked = true;
        choices = choices == 0 ? mask.length : choices;
        if (mask.length != choices) {
            throw reader.mistake(
                    Columns.ACTION_MASK, "it is of " + mask.length + " actions, and those before were of " + choices);
        }
        int taken = (int) row.action()[0];
        if (taken < choices && mask[Math.max(0, taken)] == 0) {
            throw reader.mistake(Columns.ACTION_MASK, "it does not allow action " + taken + ", which was taken");
        }
    }

    private void lookAtAction(RowReader reader, StepRow row) {
        float[] action = row.action();
        if (given != null) {
            requireAction(reader, given, action);
        }
        double[] least = low == null ? new double[action.length] : low;
        double[] most = high == null ? new double[action.length] : high;
        for (int i = 0; i < action.length; i++) {
            least[i] = low == null ? action[i] : Math.min(least[i], action[i]);
            most[i] = high == null ? action[i] : Math.max(most[i], action[i]);
            whole &= action[i] == Math.rint(action[i]) && action[i] >= 0;
        }
        low = least;
        high = most;
    }

    private static void requireAction(RowReader reader, ActionSpace space, float[] action) {
        if (action.length != space.width()) {
            throw reader.mistake(
                    Columns.ACTION,
                    "it holds " + action.length + " numbers, but an action of " + ActionSpaceWords.of(space) + " has "
                            + space.width());
        }
        for (float number : action) {
            boolean fits = true;
            if (space instanceof ActionSpace.Discrete discrete) {
                fits = number == Math.rint(number) && number >= 0 && number < discrete.choices();
            } else if (space instanceof ActionSpace.MultiBinary) {
                fits = number == 0 || number == 1;
            }
            if (!fits) {
                throw reader.mistake(Columns.ACTION, number + " is none of " + ActionSpaceWords.of(space));
            }
        }
    }

    private static void requireSize(RowReader reader, String column, float @Nullable [] found, int expected) {
        if (found != null && found.length != expected) {
            throw reader.mistake(column, "it holds " + found.length + " numbers, but those before had " + expected);
        }
    }

    /** Refuses files of which nothing can be used. */
    void requireSteps() {
        if (rows == 0) {
            throw new UserMistake("There is nothing to import: the files have no row.");
        }
        long without = steps.stream().filter(count -> count < 1).count();
        if (without > 0) {
            throw new UserMistake(
                    "Of " + steps.size() + " histories that run, lane and environment tell apart, " + without
                            + " cannot be learned from: of none of their rows it is known what it led to. The last row of an"
                            + " episode says \"terminated\", or has a \"next_observation\".");
        }
    }
}
