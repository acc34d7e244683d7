package io.millrace.monitoring.guard;

import io.millrace.messages.CommandKind;
import io.millrace.messages.Intervention;
import io.millrace.messages.InterventionKind;
import io.millrace.messages.Progress;
import io.millrace.messages.Statistics;
import io.millrace.messages.Update;
import io.millrace.monitoring.guard.GuardSettings.Act;
import io.millrace.monitoring.guard.GuardSettings.Mode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds what is wrong with one run, and decides what to do about it. It knows what it is told and nothing else: told the
 * same again after a restart, whatever was asked for and done before the statistics, it comes to the same. One thread at
 * a time.
 *
 * <p>It decides nothing twice. What was asked for is told back to it ({@link #asked}), by whichever guard it was asked
 * for; the next decision rests on windows that began after that. An intervention begins anew: windows that began with
 * weights from before it count for the best return alone.
 */
public final class RunGuard {

    /** Who asks, on commands and annotations. */
    public static final String NAME = "guard";

    /** Requests in succession that came to nothing before it asks for a pause instead; after as many again it is silent. */
    private static final int UNANSWERED = 3;

    private final String run;
    private final GuardSettings settings;
    private final Windows windows = new Windows();
    private final NotFinite notFinite = new NotFinite();
    private final EntropyCollapse entropyCollapse;
    private final ReturnFall returnFall;
    private final Standstill standstill;
    private final Failed failed = new Failed();
    private final TooOld tooOld;
    private final Map<String, Finding> findings = new LinkedHashMap<>();
    private @Nullable Update newest;
    private boolean learning = true;
    private boolean finished;
    private long replacedAt = -1;
    private long askedAt = -1;
    private int rollbacks;
    private int unanswered;

    /**
     * @param run          its name
     * @param maxPolicyLag of the run
     */
    public RunGuard(String run, GuardSettings settings, int maxPolicyLag) {
        this.run = run;
        this.settings = settings;
        entropyCollapse = new EntropyCollapse(settings);
        returnFall = new ReturnFall(settings);
        standstill = new Standstill(settings.standstill());
        tooOld = new TooOld(maxPolicyLag);
    }

    /** Takes the next entry of the ledger. */
    public void take(Update update) {
        newest = update;
        standstill.update(update.getUpdatedAt());
        Intervention intervention = update.getIntervention();
        if (intervention == null) {
            notFinite.take(update);
            tooOld.take(update);
            return;
        }
        replacedAt = update.getVersion();
        unanswered = 0;
        if (intervention.getKind() == InterventionKind.ROLLBACK
                && intervention.getBy().equals(NAME)) {
            rollbacks++;
        }
        Stream.of(notFinite, entropyCollapse, returnFall).forEach(ActingRule::startOver);
    }

    /** Takes what the learner says of itself. */
    public void take(Progress progress) {
        Instant at = progress.getReportedAt();
        finished = progress.getFinished();
        learning = !finished && !progress.getPaused() && progress.getFailure() == null;
        notFinite.learner(progress.getFailure(), at);
        failed.learner(progress.getFailure(), at);
        standstill.expect(learning, at);
    }

    /** Takes what monitoring computed; what is narrowed to one version says nothing here. */
    public void take(Statistics statistics) {
        Window window = statistics.getWeightsVersion() == null ? windows.take(statistics) : null;
        if (window != null) {
            boolean ofThese = window.firstVersion() >= replacedAt;
            returnFall.take(window, ofThese);
            entropyCollapse.take(window, ofThese);
        }
    }

    /**
     * Takes that something was asked for, or in a dry run that it would have been.
     *
     * @param knownVersion newest version that whoever asked knew
     */
    public void asked(long knownVersion) {
        if (knownVersion > askedAt) {
            askedAt = knownVersion;
            unanswered += settings.mode() == Mode.ACT && knownVersion >= replacedAt ? 1 : 0;
        }
    }

    /** Whether the run has reached its end: nothing is to be found of it any more. */
    public boolean finished() {
        return finished;
    }

    /** What is wrong at a time. A finding keeps its words from when it was found until it is over. */
    public List<Finding> findings(Instant now) {
        for (Rule rule : List.of(notFinite, entropyCollapse, returnFall, standstill, failed, tooOld)) {
            Trouble trouble = rule.found(now);
            if (trouble == null) {
                findings.remove(rule.name());
            } else {
                findings.computeIfAbsent(
                        rule.name(), name -> new Finding(run, name, trouble.text(), version(), trouble.since()));
            }
        }
        return List.copyOf(findings.values());
    }

    /** What is to be asked of the learner now, or, in a dry run, would be; nothing if that is off. */
    public Optional<Decision> decide(Instant now) {
        if (settings.mode() == Mode.OFF || !learning || newest == null || unanswered >= 2 * UNANSWERED) {
            return Optional.empty();
        }
        for (ActingRule rule : List.of(notFinite, entropyCollapse, returnFall)) {
            Trouble trouble = rule.found(now);
            if (trouble != null && isNew(rule)) {
                return Optional.of(decision(newest, rule.name(), trouble.text()));
            }
        }
        return Optional.empty();
    }

    /** Nothing follows from a dry run, so that what it found once it would find again with each window. */
    private boolean isNew(ActingRule rule) {
        return settings.mode() == Mode.DRY_RUN ? rule.beganAfter(askedAt) : rule.foundAfter(askedAt);
    }

    private Decision decision(Update newest, String rule, String found) {
        Long good = goodVersion();
        String instead = whyPause(good);
        return new Decision(
                newest.getPolicy(),
                instead == null ? CommandKind.ROLLBACK : CommandKind.PAUSE,
                rule,
                instead == null ? found : found + instead,
                newest.getVersion(),
                instead == null ? good : null);
    }

    /** Why nothing is gone back to; null if something is. */
    private @Nullable String whyPause(@Nullable Long good) {
        if (settings.act() == Act.PAUSE) {
            return "";
        }
        if (rollbacks >= settings.mostRollbacks()) {
            return " The run went back " + rollbacks + " times already, which is guard.most-rollbacks.";
        }
        if (unanswered >= UNANSWERED) {
            return " The learner went back on none of the last " + unanswered + " requests.";
        }
        return good == null ? " No version is known to be good." : null;
    }

    /** Newest version that is good by all that was judged. */
    private @Nullable Long goodVersion() {
        return Stream.of(returnFall.goodVersion(), entropyCollapse.goodVersion())
                .filter(Objects::nonNull)
                .min(Long::compare)
                .orElse(null);
    }

    private long version() {
        return newest == null ? 0 : newest.getVersion();
    }
}
