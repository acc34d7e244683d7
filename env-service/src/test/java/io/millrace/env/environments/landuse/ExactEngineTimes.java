package io.millrace.env.environments.landuse;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Prints how much processor time the exact engine takes on tables that the first argument names: reading,
 * evaluating everything, one change of each variable, undo, reset, and memory. Medians after a warm-up, of
 * this thread alone.
 */
final class ExactEngineTimes {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int CHANGES = 2000;

    private final ExactEngine engine;
    private final int[] levels;
    private final SplittableRandom random = new SplittableRandom(1);
    // The variable of the last change and its level before.
    private int last;
    private int before;

    private ExactEngineTimes(ExactEngine engine) {
        this.engine = engine;
        levels = new int[engine.areas() * Variable.COUNT];
        reset();
    }

    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[0]);
        ExactTables[] tables = new ExactTables[1];
        print("read the tables", 3, () -> tables[0] = ExactTablesReader.read(folder));
        ExactModel[] model = new ExactModel[1];
        print("lay out trees and walks", 5, () -> model[0] = new ExactModel(tables[0], ExactModel.DRAW_OF_SEED_1));
        print("evaluate everything", 20, () -> new OutputAreaState(model[0]));
        ExactEngine engine = ExactEngine.open(folder);
        long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
        ExactEngine.open(folder);
        long bytes = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        System.out.printf("%-40s %12.1f MiB%n", "a further engine", bytes / 1048576.0);
        new ExactEngineTimes(engine).printChanges();
    }

    private void printChanges() {
        for (Variable variable : Variable.values()) {
            print("unit change of " + variable.label(), CHANGES, () -> step(variable));
        }
        reset();
        print("unit change of any variable", CHANGES, this::step);
        reset();
        print("the same and its undo", CHANGES, () -> {
            step();
            levels[last] = before;
            engine.undo();
        });
        reset();
        print("fifty unit changes and a reset", 100, () -> {
            for (int i = 0; i < 50; i++) {
                step();
            }
            reset();
        });
        long touched = 0;
        for (int i = 0; i < CHANGES; i++) {
            step();
            touched += engine.touchedCount();
        }
        System.out.printf("%-40s %12.1f%n", "areas touched by a unit change", (double) touched / CHANGES);
    }

    private void reset() {
        engine.reset();
        for (int i = 0; i < levels.length; i++) {
            Variable variable = Variable.of(i % Variable.COUNT);
            levels[i] = variable.nearest(engine.start(i / Variable.COUNT, variable));
        }
    }

    private void step() {
        step(Variable.of(random.nextInt(Variable.COUNT)));
    }

    // One level up or down, whichever there is.
    private void step(Variable variable) {
        int area = random.nextInt(engine.areas());
        int at = area * Variable.COUNT + variable.column();
        boolean up = levels[at] == 0 || (levels[at] + 1 < variable.levels() && random.nextBoolean());
        last = at;
        before = levels[at];
        levels[at] += up ? 1 : -1;
        engine.change(area, variable, variable.at(levels[at]));
    }

    private static void print(String what, int times, Runnable work) {
        long[] nanos = new long[times];
        for (int i = 0; i < times; i++) {
            long start = THREADS.getCurrentThreadCpuTime();
            work.run();
            nanos[i] = THREADS.getCurrentThreadCpuTime() - start;
        }
        // The first half warms up.
        long[] measured = Arrays.copyOfRange(nanos, times / 2, times);
        Arrays.sort(measured);
        double mean = Arrays.stream(measured).average().orElseThrow();
        System.out.printf(
                "%-40s %12.3f ms median %12.3f ms mean %12.3f ms most%n",
                what, measured[measured.length / 2] / 1e6, mean / 1e6, measured[measured.length - 1] / 1e6);
    }
}
