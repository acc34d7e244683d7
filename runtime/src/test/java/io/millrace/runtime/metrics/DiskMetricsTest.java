package io.millrace.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskMetricsTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void theDiskOfTheFolderIsShown(@TempDir Path folder) {
        new DiskMetrics("mill", folder).bindTo(meters);

        assertThat(bytes("total")).isEqualTo((double) folder.toFile().getTotalSpace());
        assertThat(bytes("free")).isBetween(1.0, bytes("total"));
    }

    @Test
    void aFolderThatIsNotThereYetLiesOnTheDiskOfTheOneAbove(@TempDir Path folder) {
        new DiskMetrics("mill", folder.resolve("not/there/yet")).bindTo(meters);

        assertThat(bytes("total")).isEqualTo((double) folder.toFile().getTotalSpace());
    }

    private double bytes(String which) {
        return meters.get("millrace.disk." + which)
                .tag("service", "mill")
                .gauge()
                .value();
    }
}
