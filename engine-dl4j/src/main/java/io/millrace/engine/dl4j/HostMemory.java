package io.millrace.engine.dl4j;

import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Copies between Java arrays and the beginning of an array's memory: ten times as fast as through a
 * new INDArray. On a GPU the host's copy has to be declared the newer one, or fetched; on a CPU both
 * are the same memory.
 */
final class HostMemory {

    private HostMemory() {}

    static void put(float[] source, int offset, INDArray target, int count) {
        floats(target).put(source, offset, count);
        Nd4j.getAffinityManager().tagLocation(target, Location.HOST);
    }

    static void get(INDArray source, float[] target, int offset, int count) {
        Nd4j.getAffinityManager().ensureLocation(source, Location.HOST);
        floats(source).get(target, offset, count);
    }

    private static FloatPointer floats(INDArray array) {
        return ((FloatPointer) array.data().pointer()).position(0);
    }
}
