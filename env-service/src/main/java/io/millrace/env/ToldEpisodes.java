package io.millrace.env;

import io.millrace.messages.Episode;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Event;
import io.millrace.schemas.Topic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How far the topic of episodes goes: an owner that died may have recorded an unroll and not told of its episodes. */
final class ToldEpisodes {

    private static final long NOTHING_OWED = Long.MAX_VALUE;

    private final Bus bus;
    private final Topic<Episode> episodes;
    private final int environments;

    /** @param environments in a lane */
    ToldEpisodes(Bus bus, Topic<Episode> episodes, int environments) {
        this.bus = bus;
        this.episodes = episodes;
        this.environments = environments;
    }

    /** For each of these lanes and each of its environments, the first episode that nobody was told of. */
    Map<Integer, long[]> untold(List<Integer> lanes) {
        List<Long> ends = bus.ends(episodes);
        long span = 16L * lanes.size() * environments;
        while (true) {
            List<Long> from = new ArrayList<>();
            for (long end : ends) {
                from.add(Math.max(0, end - span));
            }
            Stretch stretch = new Stretch(lanes, from);
            new LogReading(bus).read(episodes, from, ends, stretch::take);
            boolean whole = from.stream().allMatch(position -> position == 0);
            if (whole || stretch.complete()) {
                return stretch.untold();
            }
            span *= 4;
        }
    }

    private final class Stretch {

        private final Map<Integer, long[]> untold = new TreeMap<>();
        private final List<Long> from;
        private final long[] first;

        Stretch(List<Integer> lanes, List<Long> from) {
            lanes.forEach(lane -> untold.put(lane, new long[environments]));
            this.from = from;
            this.first = new long[from.size()];
            Arrays.fill(first, Long.MAX_VALUE);
        }

        void take(Event<Episode> event) {
            Episode episode = event.value();
            first[event.partition()] = Math.min(first[event.partition()], event.offset());
            long[] lane = untold.get(episode.getLane());
            if (lane != null && episode.getEnvironment() >= 0 && episode.getEnvironment() < environments) {
                lane[episode.getEnvironment()] = Math.max(lane[episode.getEnvironment()], episode.getEpisode() + 1);
            }
        }

        boolean complete() {
            return untold.values().stream().allMatch(lane -> Arrays.stream(lane).allMatch(episode -> episode > 0));
        }

        /** Where older episodes are no longer kept, their absence says nothing. */
        Map<Integer, long[]> untold() {
            boolean trimmed = false;
            for (int partition = 0; partition < first.length; partition++) {
                trimmed |= first[partition] != Long.MAX_VALUE && first[partition] > from.get(partition);
            }
            if (trimmed) {
                untold.values().forEach(lane -> Arrays.setAll(lane, i -> lane[i] == 0 ? NOTHING_OWED : lane[i]));
            }
            return untold;
        }
    }
}
