package io.millrace.monitoring.statistics;

import io.millrace.messages.Episode;
import io.millrace.messages.EpisodeEnd;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** What episodes come to. */
final class EpisodeFold {

    /** Most figures of a task that are kept: those whose names come first. */
    static final int MOST_FIGURES = 32;

    private final Distribution returns;
    private final Distribution lengths;
    private long terminated;
    private long steps;
    private final TreeMap<String, Moments> figures = new TreeMap<>();

    EpisodeFold() {
        this(new Distribution(), new Distribution());
    }

    private EpisodeFold(Distribution returns, Distribution lengths) {
        this.returns = returns;
        this.lengths = lengths;
    }

    void add(Episode episode) {
        returns.add(episode.getReturn$());
        lengths.add(episode.getLength());
        terminated += episode.getEnded() == EpisodeEnd.TERMINATED ? 1 : 0;
        steps += episode.getLength();
        for (Map.Entry<String, Double> figure : episode.getFigures().entrySet()) {
            figures.computeIfAbsent(figure.getKey(), name -> new Moments()).add(figure.getValue());
        }
        keepFirstFigures();
    }

    void merge(EpisodeFold other) {
        returns.merge(other.returns);
        lengths.merge(other.lengths);
        terminated += other.terminated;
        steps += other.steps;
        other.figures.forEach((name, moments) ->
                figures.computeIfAbsent(name, absent -> new Moments()).merge(moments));
        keepFirstFigures();
    }

    /** A name that goes has enough names before it for ever: what stays is whole, whatever the order. */
    private void keepFirstFigures() {
        while (figures.size() > MOST_FIGURES) {
            figures.pollLastEntry();
        }
    }

    long count() {
        return returns.moments().count();
    }

    /** Steps of all episodes together. */
    long steps() {
        return steps;
    }

    void putInto(Map<String, Double> values) {
        if (count() == 0) {
            return;
        }
        Moments returned = returns.moments();
        values.put(StatisticName.RETURN + "mean", returned.mean());
        values.put(StatisticName.RETURN + "deviation", returned.deviation());
        values.put(StatisticName.RETURN + "best", returned.greatest());
        values.put(StatisticName.RETURN + "worst", returned.least());
        values.put(StatisticName.RETURN + "p05", returns.quantile(0.05));
        values.put(StatisticName.RETURN + "p25", returns.quantile(0.25));
        values.put(StatisticName.RETURN + "p50", returns.quantile(0.5));
        values.put(StatisticName.RETURN + "p75", returns.quantile(0.75));
        values.put(StatisticName.RETURN + "p95", returns.quantile(0.95));
        Moments length = lengths.moments();
        values.put(StatisticName.LENGTH + "mean", length.mean());
        values.put(StatisticName.LENGTH + "best", length.greatest());
        values.put(StatisticName.LENGTH + "worst", length.least());
        values.put(StatisticName.LENGTH + "p05", lengths.quantile(0.05));
        values.put(StatisticName.LENGTH + "p50", lengths.quantile(0.5));
        values.put(StatisticName.LENGTH + "p95", lengths.quantile(0.95));
        values.put(StatisticName.TERMINATED, (double) terminated / count());
        figures.forEach((name, moments) -> values.put(StatisticName.FIGURE + name, moments.mean()));
    }

    void write(DataOutput out) throws IOException {
        returns.write(out);
        lengths.write(out);
        out.writeLong(terminated);
        out.writeLong(steps);
        out.writeInt(figures.size());
        for (Map.Entry<String, Moments> figure : figures.entrySet()) {
            out.writeUTF(figure.getKey());
            figure.getValue().write(out);
        }
    }

    static EpisodeFold read(DataInput in) throws IOException {
        EpisodeFold fold = new EpisodeFold(Distribution.read(in), Distribution.read(in));
        fold.terminated = in.readLong();
        fold.steps = in.readLong();
        int figures = in.readInt();
        for (int i = 0; i < figures; i++) {
            fold.figures.put(in.readUTF(), Moments.read(in));
        }
        return fold;
    }
}
