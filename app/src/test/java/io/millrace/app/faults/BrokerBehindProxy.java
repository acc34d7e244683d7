package io.millrace.app.faults;

import io.millrace.app.broker.EmbeddedBroker;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A broker in a process of its own that names a proxy's port to its clients. */
final class BrokerBehindProxy {

    private BrokerBehindProxy() {}

    /** Folder, port to listen on, and the proxy's port. */
    public static void main(String[] arguments) throws InterruptedException {
        EmbeddedBroker broker = EmbeddedBroker.start(
                Path.of(arguments[0]),
                Integer.parseInt(arguments[1]),
                Map.of(
                        "advertised.listeners", "CLIENT://127.0.0.1:" + arguments[2],
                        // One that was killed is taken for alive as long as its session lasts.
                        "broker.session.timeout.ms", "3000",
                        "broker.heartbeat.interval.ms", "500"));
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "stop"));
        System.out.println("Kafka broker on " + broker.address());
        new CountDownLatch(1).await();
    }
}
