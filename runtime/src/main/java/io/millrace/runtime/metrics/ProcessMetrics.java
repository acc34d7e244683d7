package io.millrace.runtime.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** The registry of a process, with the meters that every process has: JVM, processor, uptime, open files, build. */
public final class ProcessMetrics implements AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics garbageCollection = new JvmGcMetrics();

    /**
     * @param service what runs here, such as actor or local
     * @param version of the build
     */
    public ProcessMetrics(String service, String version) {
        new JvmMemoryMetrics().bindTo(registry);
        garbageCollection.bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        Gauge.builder("millrace.build.info", () -> 1)
                .description("Always 1; the tags say what runs here")
                .tag("service", service)
                .tag("version", version)
                .tag("java", Runtime.version().toString())
                .register(registry);
    }

    /** Where services register their meters. */
    public PrometheusMeterRegistry registry() {
        return registry;
    }

    /** Stops listening to the garbage collector; meters no longer change. */
    @Override
    public void close() {
        garbageCollection.close();
        registry.close();
    }
}
