package io.millrace.runtime.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.File;
import java.nio.file.Path;
import java.util.function.ToDoubleFunction;

/** The meters of the disk that a service writes to. */
public final class DiskMetrics implements MeterBinder {

    private final String service;
    private final Path folder;

    /** @param folder that the service writes to; while it is not there, the nearest one above it that is counts */
    public DiskMetrics(String service, Path folder) {
        this.service = service;
        this.folder = folder.toAbsolutePath();
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        show("free", "Bytes that the service may still write to the disk of its folder", File::getUsableSpace, meters);
        show("total", "Size of the disk of the service's folder, in bytes", File::getTotalSpace, meters);
    }

    private void show(String name, String description, ToDoubleFunction<File> bytes, MeterRegistry meters) {
        Gauge.builder("millrace.disk." + name, this, disk -> bytes.applyAsDouble(disk.there()))
                .description(description)
                .baseUnit("bytes")
                .tag("service", service)
                // Nobody else holds it.
                .strongReference(true)
                .register(meters);
    }

    private File there() {
        File there = folder.toFile();
        while (!there.exists() && there.getParentFile() != null) {
            there = there.getParentFile();
        }
        return there;
    }
}
