package io.millrace.app.migration;

import io.millrace.env.environments.migration.RegionTable;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What was published about the product's own regions, by name of the region: the table of environment migration. */
final class PublishedUtilities {

    private PublishedUtilities() {}

    /** @param english the region's name in English */
    record Published(String english, double utility) {}

    /** By region. */
    static Map<String, Published> read() {
        RegionTable table = RegionTable.ofRussia();
        List<String> regions = table.regions();
        List<String> english = table.englishNames();
        double[] utilities = table.utilities();
        return IntStream.range(0, table.size())
                .boxed()
                .collect(Collectors.toMap(regions::get, i -> new Published(english.get(i), utilities[i])));
    }
}
