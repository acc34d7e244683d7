package io.millrace.app.monitoring;

import io.millrace.runtime.event.Bus;
import io.millrace.runtime.memory.MemoryBus;

/** The contract in memory. */
class MemoryStatisticsTest extends StatisticsWorkerContract {

    private final Bus bus = new MemoryBus(64L * 1024 * 1024);

    @Override
    protected Bus bus() {
        return bus;
    }
}
