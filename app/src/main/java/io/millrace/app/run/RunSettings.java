package io.millrace.app.run;

import io.millrace.runtime.run.TopicSettings;
import io.millrace.runtime.settings.Settings;

/**
 * What every service of a run shares: the top of a settings file, without the sections that belong to
 * one service.
 *
 * @param run          name of the run; part of its topics' names
 * @param seed         all chance of the run is drawn from it
 * @param maxPolicyLag how many versions old a step may be; 0 for lock-step
 * @param topics       how topics are cut and kept; at most as many partitions as lanes
 */
public record RunSettings(String run, long seed, int maxPolicyLag, Lanes lanes, TopicSettings topics) {

    /**
     * How the environments are grouped.
     *
     * @param count        lanes; at least 1
     * @param environments in each lane; at least 1
     * @param unroll       ticks in an unroll; at least 1
     */
    public record Lanes(int count, int environments, int unroll) {
        public Lanes {
            Settings.require(count >= 1, "lanes.count", count, "at least 1", "4");
            Settings.require(environments >= 1, "lanes.environments", environments, "at least 1", "16");
            Settings.require(unroll >= 1, "lanes.unroll", unroll, "at least 1", "64");
        }
    }

    public RunSettings {
        Settings.require(maxPolicyLag >= 0, "max-policy-lag", maxPolicyLag, "0 or more", "0");
        Settings.require(
                topics.partitions() <= lanes.count(),
                "topics.partitions",
                topics.partitions(),
                "at least 1 and at most lanes.count (" + lanes.count() + ")",
                String.valueOf(Math.min(2, lanes.count())));
    }
}
