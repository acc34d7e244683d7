package io.millrace.monitoring.statistics;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.encoding.ByteArrayInput;
import com.datadoghq.sketch.ddsketch.encoding.GrowingByteArrayOutput;
import com.datadoghq.sketch.ddsketch.mapping.CubicallyInterpolatedMapping;
import com.datadoghq.sketch.ddsketch.mapping.IndexMapping;
import com.datadoghq.sketch.ddsketch.store.CollapsingLowestDenseStore;
import com.datadoghq.sketch.ddsketch.store.Store;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Moments and quantiles of numbers that may be negative, zero or positive. A quantile is within 1 % of the
 * number at its rank, for numbers down to some 10^-17 of the greatest; the same numbers give the same
 * quantiles in whatever order and grouping they are added and merged.
 *
 * @see <a href="https://arxiv.org/abs/1908.10693">Masson, Rim and Lee 2019, DDSketch</a>
 */
final class Distribution {

    /** Of a quantile, to the number that it stands for. */
    static final double RELATIVE_ACCURACY = 0.01;

    private static final int MOST_BINS = 2048;
    private static final IndexMapping MAPPING = new CubicallyInterpolatedMapping(RELATIVE_ACCURACY);

    private final Moments moments;
    private final DDSketch sketch;

    Distribution() {
        this(new Moments(), new DDSketch(MAPPING, Distribution::bins));
    }

    private Distribution(Moments moments, DDSketch sketch) {
        this.moments = moments;
        this.sketch = sketch;
    }

    void add(double value) {
        moments.add(value);
        sketch.accept(value);
    }

    void merge(Distribution other) {
        moments.merge(other.moments);
        sketch.mergeWith(other.sketch);
    }

    Moments moments() {
        return moments;
    }

    /**
     * The number at a rank.
     *
     * @param quantile in [0, 1]; of n numbers in order, the one at place floor(quantile x (n - 1)) counted from 0
     * @return never outside of the numbers that were added, of which there is at least one
     */
    double quantile(double quantile) {
        return Math.max(moments.least(), Math.min(moments.greatest(), sketch.getValueAtQuantile(quantile)));
    }

    void write(DataOutput out) throws IOException {
        moments.write(out);
        GrowingByteArrayOutput encoded = GrowingByteArrayOutput.withDefaultInitialCapacity();
        sketch.encode(encoded, true);
        out.writeInt(encoded.numWrittenBytes());
        out.write(encoded.backingArray(), 0, encoded.numWrittenBytes());
    }

    static Distribution read(DataInput in) throws IOException {
        Moments moments = Moments.read(in);
        byte[] encoded = new byte[in.readInt()];
        in.readFully(encoded);
        return new Distribution(moments, DDSketch.decode(ByteArrayInput.wrap(encoded), Distribution::bins, MAPPING));
    }

    /** The bins next to zero are the ones that are thrown together when there are too many. */
    private static Store bins() {
        return new CollapsingLowestDenseStore(MOST_BINS);
    }
}
