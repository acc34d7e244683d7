package io.millrace.app.commands;

import io.millrace.app.broker.BrokerCompilation;
import io.millrace.app.broker.EmbeddedBroker;
import io.millrace.app.run.RunFolder;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.kafka.KafkaBus;
import io.millrace.runtime.process.ConnectionOptions;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** The embedded broker on which the records of a run lie, for another run that learns from them. */
final class GuestBroker {

    private GuestBroker() {}

    /**
     * Does something with it: the one that is at work, or one that is started for that time.
     *
     * @param port of one that is started; 0 takes a free one
     * @param say  told where it is
     */
    static <T> T with(
            RunFolder keeper,
            ConnectionOptions connection,
            int port,
            Consumer<String> say,
            Function<Supplier<Bus>, T> work) {
        String running = EmbeddedBroker.runningOn(keeper.brokerData());
        if (running != null) {
            say.accept("Kafka broker of run \"" + keeper.run() + "\" on " + running);
            return work.apply(() -> new KafkaBus(connection.connection(running)));
        }
        BrokerCompilation.leaveTheProcessorsToTheRun();
        try (EmbeddedBroker broker = EmbeddedBroker.start(keeper.brokerData(), port, Map.of())) {
            say.accept("Kafka broker on " + broker.address() + ", data in " + keeper.brokerData());
            return work.apply(() -> new KafkaBus(connection.connection(broker.address())));
        }
    }
}
