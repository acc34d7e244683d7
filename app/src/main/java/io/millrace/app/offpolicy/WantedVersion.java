package io.millrace.app.offpolicy;

import io.millrace.app.run.RunFile;
import io.millrace.app.run.RunFolder;
import io.millrace.learner.checkpoint.KeptVersions;
import io.millrace.messages.Checkpoint;
import io.millrace.messages.Run;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.run.RunRegistry;
import io.millrace.runtime.settings.Settings;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.schemas.Tensors;
import io.millrace.weights.Checksum;
import io.millrace.weights.KeptWeights;
import io.millrace.weights.PublishedWeights;
import java.time.Duration;
import java.time.Instant;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The weights that {@code RUN[@VERSION]} names, and where they are found: in the run's folder, among the states that it
 * keeps, or on its weights topic.
 *
 * @param run     its name
 * @param version null for the newest
 */
public record WantedVersion(String run, @Nullable Long version) {

    private static final Pattern WORDS = Pattern.compile("([^@]+)(?:@(\\d{1,18}))?");
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    /**
     * What the words name.
     *
     * @throws UserMistake if they are no run, or no run and version
     */
    public static WantedVersion of(String words) {
        Matcher matcher = WORDS.matcher(words);
        if (!matcher.matches()) {
            throw new UserMistake("\"" + words + "\" names no weights. Write RUN for the newest of a run, or"
                    + " RUN@VERSION, such as cart-pole@120.");
        }
        return new WantedVersion(matcher.group(1), matcher.group(2) == null ? null : Long.valueOf(matcher.group(2)));
    }

    /** Finds them on the cluster that the run is on. */
    public Candidate on(Bus bus) {
        Run registered = new RunRegistry(bus).await(run, DEADLINE);
        requireNetwork(Settings.parse(registered.getSettings(), "the settings of run " + run));
        if (version == null) {
            return new Candidate(registered, KeptWeights.newest(bus, registered).orElseThrow(this::none));
        }
        VersionsOnTopic versions = VersionsOnTopic.read(bus, registered, version);
        return new Candidate(
                registered, versions.version(registered).orElseThrow(() -> missing(version, versions.whole())));
    }

    /**
     * Finds them where the run ran locally.
     *
     * @param log opens the run's log; asked only where its folder does not hold the version
     */
    public Candidate in(RunFolder folder, Function<Function<Bus, VersionsFound>, VersionsFound> log) {
        Settings settings = folder.settings();
        requireNetwork(settings);
        Run described = RunFile.of(settings).toRun(Instant.EPOCH);
        Optional<Checkpoint> newest = folder.checkpoint();
        if (version == null) {
            return new Candidate(described, folder.weights().orElseThrow(this::none));
        }
        if (newest.isPresent() && newest.get().getVersion() == version) {
            return new Candidate(described, weights(newest.get()));
        }
        KeptVersions kept = new KeptVersions(folder.path(), 1, 0);
        if (kept.versions().contains(version)) {
            return new Candidate(described, weights(kept.load(version)));
        }
        NavigableSet<Long> there = new TreeSet<>(kept.versions());
        newest.ifPresent(checkpoint -> there.add(checkpoint.getVersion()));
        VersionsFound found = log.apply(bus -> VersionsFound.on(bus, described, version));
        there.addAll(found.whole());
        return new Candidate(described, found.weights().orElseThrow(() -> missing(version, there)));
    }

    /**
     * What a weights topic holds.
     *
     * @param whole   versions that are there
     * @param weights the wanted one, if it is among them
     */
    public record VersionsFound(NavigableSet<Long> whole, Optional<PublishedWeights> weights) {

        /** Of a run that has no log. */
        public static VersionsFound none() {
            return new VersionsFound(new TreeSet<>(), Optional.empty());
        }

        private static VersionsFound on(Bus bus, Run run, long wanted) {
            VersionsOnTopic versions = VersionsOnTopic.read(bus, run, wanted);
            return new VersionsFound(versions.whole(), versions.version(run));
        }
    }

    private static PublishedWeights weights(Checkpoint checkpoint) {
        return new PublishedWeights(
                checkpoint.getVersion(),
                Tensors.floats(checkpoint.getParameters()),
                Checksum.sha256(checkpoint.getParameters()));
    }

    private void requireNetwork(Settings settings) {
        if (!settings.has("policy")) {
            throw new UserMistake("Run \"" + run + "\" is decided by a rule over statistics and has no weights of a"
                    + " network. What another rule would have earned: millrace off-policy RUN --rule NAME.");
        }
    }

    private UserMistake none() {
        return new UserMistake("Run \"" + run + "\" has no weights yet. Let it learn for a while first.");
    }

    private UserMistake missing(long wanted, NavigableSet<Long> there) {
        return new UserMistake("Version " + wanted + " of run \"" + run + "\" is not kept any more. There are: "
                + (there.isEmpty() ? "none" : text(there))
                + ". Keep more with learner.keep-versions when a run is begun.");
    }

    private static String text(NavigableSet<Long> versions) {
        return String.join(", ", versions.stream().map(String::valueOf).toList());
    }
}
