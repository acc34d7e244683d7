package io.millrace.app.run;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.monitoring.MonitorService;
import io.millrace.monitoring.live.LivePage;
import io.millrace.monitoring.live.LiveSettings;
import io.millrace.runtime.event.Bus;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The live page of what is watched, or none where nobody wants one. */
public final class Shown implements AutoCloseable {

    private final @Nullable LivePage page;

    private Shown(@Nullable LivePage page) {
        this.page = page;
    }

    /**
     * Shows what a monitor watches from now on.
     *
     * @param wanted where; null for nowhere
     * @param bus    read by the page, and not closed with it
     */
    public static Shown of(MonitorService service, @Nullable LiveSettings wanted, Bus bus, MeterRegistry meters) {
        return new Shown(
                wanted == null
                        ? null
                        : LivePage.start(
                                wanted, bus, service::flows, service::findings, meters, InstantSource.system()));
    }

    /** Says where the page is, if there is one. */
    public void sayWhere(Consumer<String> remarks) {
        if (page != null) {
            page.remark().ifPresent(remarks);
            remarks.accept("Live page on " + page.address());
        }
    }

    /** Closes the page. */
    @Override
    public void close() {
        if (page != null) {
            page.close();
        }
    }
}
