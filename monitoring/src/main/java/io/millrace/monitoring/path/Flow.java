package io.millrace.monitoring.path;

/**
 * One arrow of the data path: a topic and who reads it.
 *
 * @param run              name of the run
 * @param topic            short name, such as transitions
 * @param reader           service that reads it, such as learner
 * @param records          records that were ever sent to it: the sum of its partitions' ends
 * @param recordsPerSecond sent, over the last few seconds
 * @param lagRecords       records sent that the reader has not read; -1 while it has told the bus of no position
 * @param lagSeconds       age of the oldest of them; 0 if there are none, NaN while the reader has told nothing
 */
public record Flow(
        String run,
        String topic,
        String reader,
        long records,
        double recordsPerSecond,
        long lagRecords,
        double lagSeconds) {}
