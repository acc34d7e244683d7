package io.millrace.app.broker;

import io.millrace.runtime.event.BusException;
import io.millrace.runtime.worker.UserMistake;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.jspecify.annotations.Nullable;

/**
 * A real Kafka broker in KRaft mode, controller included, in this JVM and on loopback only. Its data
 * outlives it in a folder; one broker at a time may use a folder.
 */
public final class EmbeddedBroker implements AutoCloseable {

    private static final String LOOPBACK = "127.0.0.1";
    private static final int NODE = 1;
    private static final AtomicBoolean FAILED = new AtomicBoolean();

    /** Every folder that this JVM uses: a file lock protects against other processes only. */
    private static final Set<Path> FOLDERS = new TreeSet<>();

    private final KafkaRaftServer server;
    private final Path folder;
    private final String address;
    private final FileChannel lockFile;
    private boolean closed;

    private EmbeddedBroker(KafkaRaftServer server, Path folder, String address, FileChannel lockFile) {
        this.server = server;
        this.folder = folder;
        this.address = address;
        this.lockFile = lockFile;
    }

    /**
     * Starts a broker on the data of a folder. If it fails later, because its disk is full or gone, it
     * says so on standard error and ends the process with code 1: what it acknowledged is kept, and no
     * part of this process could work on without it.
     *
     * @param folder is made if it is missing
     * @param port   to listen on; 0 takes a free one
     * @param extra  broker settings that replace these; may be empty
     * @throws UserMistake if the port is in use, or another broker uses the folder
     * @throws BusException if the broker does not start; the message says why
     */
    public static EmbeddedBroker start(Path folder, int port, Map<String, String> extra) {
        requireFree(port);
        FileChannel lockFile = lock(folder);
        // On a fault the broker would end the whole process without a word.
        Exit.setExitProcedure((code, message) -> failed(message));
        Exit.setHaltProcedure((code, message) -> failed(message));
        KafkaRaftServer server = null;
        try {
            // A process that was killed left it behind.
            Files.deleteIfExists(addressFile(folder));
            int clientPort = port == 0 ? freePort() : port;
            Map<String, String> settings = settings(folder, clientPort, freePort());
            settings.putAll(extra);
            format(folder);
            server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
            server.startup();
            String address = LOOPBACK + ":" + clientPort;
            announce(folder, address);
            return new EmbeddedBroker(server, folder, address, lockFile);
        } catch (Exception failed) {
            if (server != null) {
                stop(server);
            }
            unlock(folder, lockFile);
            throw new BusException(
                    "The embedded Kafka broker does not start on " + folder + ": " + rootCause(failed)
                            + ". Check that the folder can be written and that the disk is not full.",
                    failed);
        }
    }

    /** Where a broker listens that uses the folder now, in whatever process; null if none does. */
    public static @Nullable String runningOn(Path folder) {
        if (!Files.exists(addressFile(folder))) {
            return null;
        }
        try {
            unlock(folder, lock(folder));
            return null;
        } catch (UserMistake inUse) {
            try {
                return Files.readString(addressFile(folder));
            } catch (IOException gone) {
                return null;
            }
        }
    }

    /** Host and port for clients of this machine. */
    public String address() {
        return address;
    }

    /** Stops the broker; everything acknowledged stays in its folder. Repeating it is harmless. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        stop(server);
        try {
            Files.deleteIfExists(addressFile(folder));
        } catch (IOException harmless) {
            // The lock tells that nobody listens there any more.
        }
        unlock(folder, lockFile);
    }

    private static void stop(KafkaRaftServer server) {
        server.shutdown();
        server.awaitShutdown();
    }

    private static Path addressFile(Path folder) {
        return folder.resolve("address");
    }

    /** Whoever finds the file finds the whole address in it. */
    private static void announce(Path folder, String address) throws IOException {
        Path written = folder.resolve("address.new");
        Files.writeString(written, address, StandardCharsets.UTF_8);
        Files.move(written, addressFile(folder), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Map<String, String> settings(Path folder, int clientPort, int controllerPort) {
        Map<String, String> settings = new HashMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", String.valueOf(NODE));
        settings.put("controller.quorum.voters", NODE + "@" + LOOPBACK + ":" + controllerPort);
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put(
                "listeners",
                "CLIENT://" + LOOPBACK + ":" + clientPort + ",CONTROLLER://" + LOOPBACK + ":" + controllerPort);
        settings.put("advertised.listeners", "CLIENT://" + LOOPBACK + ":" + clientPort);
        settings.put("listener.security.protocol.map", "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("inter.broker.listener.name", "CLIENT");
        settings.put("log.dirs", logs(folder));
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("offsets.topic.num.partitions", "1");
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("transaction.state.log.num.partitions", "1");
        settings.put("share.coordinator.state.topic.replication.factor", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        settings.put("group.initial.rebalance.delay.ms", "0");
        // Kafka's own 3 and 8 are meant for a machine of its own: here they would only wake each other.
        int processors = Runtime.getRuntime().availableProcessors();
        settings.put("num.network.threads", String.valueOf(Math.max(1, Math.min(3, processors / 2))));
        settings.put("num.io.threads", String.valueOf(Math.max(2, Math.min(8, processors))));
        settings.put("auto.create.topics.enable", "false");
        settings.put("log.retention.check.interval.ms", "30000");
        // Nothing would be compacted while the log cleaner keeps its 128 MB to itself.
        settings.put("log.cleaner.dedupe.buffer.size", String.valueOf(4 * 1024 * 1024));
        return settings;
    }

    private static void format(Path folder) throws Exception {
        Formatter formatter = new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .setClusterId(clusterId(folder))
                .setNodeId(NODE)
                .setIgnoreFormatted(true)
                .setControllerListenerName("CONTROLLER")
                .addDirectory(logs(folder))
                .setMetadataLogDirectory(logs(folder));
        formatter.run();
    }

    private static String logs(Path folder) {
        return folder.resolve("logs").toAbsolutePath().toString();
    }

    /** A cluster keeps its id for life; it is kept beside the data. */
    private static String clusterId(Path folder) throws IOException {
        Path file = folder.resolve("cluster-id");
        if (!Files.exists(file)) {
            Files.writeString(file, Uuid.randomUuid().toString(), StandardCharsets.UTF_8);
        }
        return Files.readString(file);
    }

    private static FileChannel lock(Path folder) {
        try {
            Files.createDirectories(folder);
            // Asked first: if this process opened the file again, closing it would give up the lock.
            if (!claim(folder)) {
                throw inUse(folder);
            }
            FileChannel channel = null;
            try {
                channel =
                        FileChannel.open(folder.resolve("in-use"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                if (channel.tryLock() == null) {
                    throw inUse(folder);
                }
                return channel;
            } catch (IOException | UserMistake refused) {
                unlock(folder, channel);
                throw refused;
            }
        } catch (IOException unusable) {
            throw new UserMistake(
                    "The folder " + folder + " cannot be used for the broker's data: " + unusable.getMessage()
                            + ". Choose another with --data.",
                    unusable);
        }
    }

    private static void unlock(Path folder, @Nullable FileChannel lockFile) {
        try {
            if (lockFile != null) {
                lockFile.close();
            }
            synchronized (FOLDERS) {
                FOLDERS.remove(folder.toRealPath());
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static boolean claim(Path folder) throws IOException {
        synchronized (FOLDERS) {
            return FOLDERS.add(folder.toRealPath());
        }
    }

    private static UserMistake inUse(Path folder) {
        return new UserMistake("The folder " + folder + " is in use by another broker of Millrace. Wait for it to end,"
                + " or choose another run name or another folder with --data.");
    }

    private static void requireFree(int port) {
        if (port == 0) {
            return;
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException used) {
            throw new UserMistake(
                    "Port " + port + " is in use, so the embedded broker cannot listen on it. Choose another with"
                            + " --kafka-port, or 0 for a free one.",
                    used);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new BusException("This machine has no free port on loopback.", none);
        }
    }

    private static void failed(@Nullable String message) {
        // Several threads of the broker may notice the fault.
        if (FAILED.getAndSet(true)) {
            return;
        }
        String why = message == null || message.isBlank() ? "it stopped itself" : message;
        System.err.println("The embedded Kafka broker on " + folders() + " failed: " + why
                + ". Most often the disk is full or was taken away. Everything acknowledged is kept: make room and"
                + " start the same command again.");
        Runtime.getRuntime().halt(1);
    }

    /** The folders in use and what room they have: it tells a full disk from another fault. */
    private static String folders() {
        List<Path> all;
        synchronized (FOLDERS) {
            all = List.copyOf(FOLDERS);
        }
        return all.stream().map(EmbeddedBroker::withRoom).collect(Collectors.joining(" or "));
    }

    private static String withRoom(Path folder) {
        try {
            return folder + " (" + Files.getFileStore(folder).getUsableSpace() / (1024 * 1024) + " MB free)";
        } catch (IOException gone) {
            return folder + " (cannot be read)";
        }
    }

    private static String rootCause(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
