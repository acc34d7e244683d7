package io.millrace.app.commands;

import io.millrace.app.broker.EmbeddedBroker;
import io.millrace.runtime.worker.UserMistake;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace broker}. */
@Command(
        name = "broker",
        mixinStandardHelpOptions = true,
        description = {
            "Runs a Kafka broker on loopback, to try the services apart on one machine without installing Kafka.",
            "Its data is kept in FOLDER. It ends when it is interrupted."
        },
        footer = {
            "",
            "Example, each in a terminal of its own:",
            "  millrace broker",
            "  millrace env examples/cart-pole.yaml --bootstrap-servers 127.0.0.1:9092",
            "  millrace actor cart-pole --bootstrap-servers 127.0.0.1:9092",
            "  millrace learner cart-pole --bootstrap-servers 127.0.0.1:9092"
        })
final class BrokerCommand implements Callable<Integer> {

    private static final int MOST_PORT = 65_535;

    @Option(
            names = "--kafka-port",
            paramLabel = "PORT",
            defaultValue = "9092",
            description = "Port to listen on; 0 takes a free one (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            defaultValue = "runs/broker",
            description = "Where the broker keeps its data (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("runs", "broker");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        requirePort(port);
        EmbeddedBroker broker = EmbeddedBroker.start(data, port, Map.of());
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "stop"));
        spec.commandLine().getErr().println("Kafka broker on " + broker.address() + ", data in " + data);
        new CountDownLatch(1).await();
        return 0;
    }

    /** Refuses what no port can be. */
    static void requirePort(int port) {
        if (port < 0 || port > MOST_PORT) {
            throw new UserMistake(
                    "--kafka-port is " + port + ", but ports are 1 to " + MOST_PORT + ", and 0 takes a free one.");
        }
    }
}
