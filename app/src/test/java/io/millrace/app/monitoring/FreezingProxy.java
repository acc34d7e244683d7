package io.millrace.app.monitoring;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.Uuid;

/**
 * Stands between Kafka clients and a broker, and holds back what they say to each other: all of it, as if the
 * broker were away, or what is said over connections on which one topic is fetched.
 */
final class FreezingProxy implements AutoCloseable {

    private final ServerSocket server;
    private final InetSocketAddress broker;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final byte[] topic;
    private boolean everything;
    private boolean fetches;

    /**
     * @param broker where the broker listens for what comes from here
     * @param topic  whose fetches can be held back
     */
    FreezingProxy(int port, InetSocketAddress broker, Uuid topic) throws IOException {
        this.server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        this.broker = broker;
        this.topic = ByteBuffer.allocate(16)
                .putLong(topic.getMostSignificantBits())
                .putLong(topic.getLeastSignificantBits())
                .array();
        daemon(this::accept);
    }

    /** Holds everything back from now on. */
    synchronized void freeze() {
        everything = true;
    }

    /** Holds back the connections on which the watched topic is fetched, from now on. */
    synchronized void freezeFetches() {
        fetches = true;
    }

    /** Lets everything through, what was held back first. */
    synchronized void thaw() {
        everything = false;
        fetches = false;
        notifyAll();
    }

    @Override
    public void close() throws IOException {
        thaw();
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Socket upstream = new Socket(broker.getAddress(), broker.getPort());
                sockets.add(client);
                sockets.add(upstream);
                Connection connection = new Connection();
                daemon(() -> pump(client, upstream, connection, true));
                daemon(() -> pump(upstream, client, connection, false));
            } catch (IOException closed) {
                // Either the proxy is closed, or the broker is not there: the client asks again.
            }
        }
    }

    /** What a connection is used for. A fetch names its topics only when they change: once is enough. */
    private static final class Connection {
        private volatile boolean fetches;
    }

    private void pump(Socket from, Socket to, Connection connection, boolean asks) {
        byte[] chunk = new byte[1 << 16];
        try (from;
                to) {
            for (int read = from.getInputStream().read(chunk);
                    read >= 0;
                    read = from.getInputStream().read(chunk)) {
                if (asks && contains(chunk, read, topic)) {
                    connection.fetches = true;
                }
                awaitLeave(connection);
                to.getOutputStream().write(chunk, 0, read);
            }
        } catch (IOException cut) {
            // Either side has closed: the other learns of it.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private synchronized void awaitLeave(Connection connection) throws InterruptedException {
        while (everything || (fetches && connection.fetches)) {
            wait();
        }
    }

    private static boolean contains(byte[] all, int length, byte[] part) {
        for (int at = 0; at + part.length <= length; at++) {
            if (Arrays.mismatch(all, at, at + part.length, part, 0, part.length) < 0) {
                return true;
            }
        }
        return false;
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "freezing-proxy");
        thread.setDaemon(true);
        thread.start();
    }
}
