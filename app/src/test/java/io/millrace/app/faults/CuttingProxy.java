package io.millrace.app.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Stands between the services and their broker; it can cut their connections, and hold back what goes over them. */
final class CuttingProxy implements AutoCloseable {

    private final ServerSocket server;
    private final int broker;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile long delayNanos;

    /** @param broker port that the broker listens on, on loopback */
    CuttingProxy(int broker) throws IOException {
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.broker = broker;
        daemon(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Cuts every connection there is; new ones may be made at once. */
    int cut() {
        int count = sockets.size() / 2;
        sockets.forEach(CuttingProxy::closeQuietly);
        return count;
    }

    /** Holds back each piece of what is said for so long; zero for no longer. */
    void delay(long millis) {
        delayNanos = TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                join(client);
            } catch (IOException closed) {
                // The proxy is closed.
            }
        }
    }

    private void join(Socket client) throws IOException {
        try {
            Socket upstream = new Socket(InetAddress.getLoopbackAddress(), broker);
            client.setTcpNoDelay(true);
            upstream.setTcpNoDelay(true);
            sockets.add(client);
            sockets.add(upstream);
            daemon(() -> pump(client, upstream));
            daemon(() -> pump(upstream, client));
        } catch (IOException away) {
            // The broker is not there: the client asks again.
            client.close();
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] chunk = new byte[1 << 16];
        try (from;
                to) {
            for (int read = from.getInputStream().read(chunk);
                    read >= 0;
                    read = from.getInputStream().read(chunk)) {
                if (delayNanos > 0) {
                    LockSupport.parkNanos(delayNanos);
                }
                to.getOutputStream().write(chunk, 0, read);
            }
        } catch (IOException cut) {
            // Either side has closed: the other learns of it.
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException closed) {
            // It is.
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "cutting-proxy");
        thread.setDaemon(true);
        thread.start();
    }
}
