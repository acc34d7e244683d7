package io.millrace.app.migration;

import io.millrace.app.migration.UtilityChains.Drawn;
import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.random.CounterRandom.Purpose;
import java.util.List;

/** What would be observed in years to come: for each draw its model's labour force, with a draw of its noise. */
final class Observable {

    private Observable() {}

    /**
     * Draws it.
     *
     * @param from index of the first year wanted
     * @param to   index after the last
     * @return by year, region and draw
     */
    static double[][][] draw(WorkforceModel model, List<Drawn> drawn, int from, int to, long seed) {
        int draws = drawn.stream().mapToInt(chain -> chain.points().length).sum();
        int regions = drawn.get(0).points()[0].length - 1;
        double[][][] observable = new double[to - from][regions][draws];
        if (from == to) {
            return observable;
        }
        CounterRandom random = new CounterRandom(seed);
        int draw = 0;
        for (Drawn chain : drawn) {
            for (double[] point : chain.points()) {
                double[][] path = model.run(point);
                double sigma = Math.exp(point[regions]);
                random.at(Purpose.EVALUATION, draw, 0, 0);
                for (int year = from; year < to; year++) {
                    for (int i = 0; i < regions; i++) {
                        observable[year - from][i][draw] = path[year][i] + sigma * laplace(random);
                    }
                }
                draw++;
            }
        }
        return observable;
    }

    /** A draw of the Laplace distribution around 0 with scale 1: a random sign before an exponential draw. */
    private static double laplace(CounterRandom random) {
        double size = -Math.log1p(-random.nextDouble());
        return random.nextBoolean() ? size : -size;
    }
}
