package io.millrace.env.environments.planted;

import io.millrace.actor.ActorService;
import io.millrace.policy.network.NetworkShape;
import io.millrace.runtime.event.Bus;
import java.time.InstantSource;
import org.apache.kafka.clients.consumer.Consumer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Breaks rules on purpose; never run. */
interface FaultyEnvironment {

    ActorService seesAService();

    NetworkShape seesANetwork();

    Bus seesTheBus();

    Consumer<byte[], byte[]> seesKafka();

    INDArray seesDeeplearning4j();

    Pointer seesNativeMemory();

    static InstantSource readsTheClock() {
        return InstantSource.system();
    }

    static String readsTheProcessEnvironment() {
        return System.getenv("HOME");
    }
}
