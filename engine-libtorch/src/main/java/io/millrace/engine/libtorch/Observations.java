package io.millrace.engine.libtorch;

import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceGuardImplInterface;
import org.bytedeco.pytorch.Stream;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.jspecify.annotations.Nullable;

/** What the networks compute on, and on a GPU what they will compute on next, while it is on its way. */
final class Observations implements AutoCloseable {

    /** What a GPU needs to copy one batch while it computes with another. */
    private static final class Upcoming implements AutoCloseable {
        private Batch batch;
        private final Stream side;
        private float @Nullable [] source;

        Upcoming(TorchRuntime runtime, int units) {
            batch = new Batch(runtime, units);
            DeviceGuardImplInterface guard = torch.getDeviceGuardImpl(DeviceType.CUDA);
            try (Device card = new Device(DeviceType.CUDA, TorchRuntime.GPU)) {
                side = guard.getStreamFromGlobalPool(card);
            }
        }

        void begin(float[] source, int rows) {
            // An earlier copy that nobody took may still read the memory that is written now.
            side.synchronize();
            batch.resize(rows);
            try (Stream current = torch.getCurrentStream(TorchRuntime.GPU)) {
                torch.setCurrentStream(side);
                try {
                    batch.putLater(source);
                } finally {
                    torch.setCurrentStream(current);
                }
            }
            this.source = source;
        }

        boolean holds(float[] source, int rows) {
            return this.source == source && batch.rows() == rows;
        }

        /** Gives what has arrived for a batch that is done with. */
        Batch exchange(Batch done) {
            side.synchronize();
            Batch arrived = batch;
            batch = done;
            source = null;
            return arrived;
        }

        @Override
        public void close() {
            side.synchronize();
            batch.close();
            side.close();
        }
    }

    private final @Nullable Upcoming upcoming;
    private Batch batch;

    Observations(TorchRuntime runtime, int units) {
        batch = new Batch(runtime, units);
        upcoming = runtime.onGpu() ? new Upcoming(runtime, units) : null;
    }

    /** Begins to copy a coming batch where that can happen beside a computation. */
    void ahead(float[] numbers, int rows) {
        if (upcoming != null) {
            upcoming.begin(numbers, rows);
        }
    }

    /** Makes these the current ones. */
    void take(float[] numbers, int rows) {
        if (upcoming != null && upcoming.holds(numbers, rows)) {
            batch = upcoming.exchange(batch);
            return;
        }
        batch.resize(rows);
        batch.put(numbers);
    }

    /** The current ones. */
    Batch batch() {
        return batch;
    }

    @Override
    public void close() {
        if (upcoming != null) {
            upcoming.close();
        }
        batch.close();
    }
}
