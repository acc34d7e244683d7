package io.millrace.monitoring.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.runtime.settings.SettingsException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers over HTTP: the page with its parts at {@code /}, and {@code /events} with server-sent events that never end.
 * Whatever is asked under a name that is not this server's is refused, so that no page of another site can read it.
 */
final class LiveServer implements AutoCloseable {

    /** Browsers that may watch at a time. */
    static final int VIEWERS = 64;

    private static final int OTHER_THREADS = 8;
    private static final String EVENTS = "/events";
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String NO_OUTSIDE = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /** Path to resource and type. */
    private static final Map<String, Asset> ASSETS = Map.of(
            "/", asset("live.html", "text/html; charset=utf-8"),
            "/live.css", asset("live.css", "text/css; charset=utf-8"),
            "/live.js", asset("live.js", "text/javascript; charset=utf-8"),
            "/icon.svg", asset("icon.svg", "image/svg+xml"),
            "/uplot.min.css", asset("uplot.min.css", "text/css; charset=utf-8"),
            "/uplot.min.js", asset("uplot.min.js", "text/javascript; charset=utf-8"),
            "/uplot.LICENSE.txt", asset("uplot.LICENSE.txt", TEXT));

    private final HttpServer server;
    private final String host;
    private final EventStream stream;
    private final Supplier<String> snapshot;
    private final long beatMillis;
    private final ThreadPoolExecutor threads;
    private final Optional<String> remark;

    @SuppressWarnings("ArrayRecordComponent") // Never compared; the bytes are never changed.
    private record Asset(String type, byte[] content) {}

    private record Listening(HttpServer server, Optional<String> remark) {}

    private LiveServer(
            Listening listening, String host, EventStream stream, Supplier<String> snapshot, long beatMillis) {
        this.server = listening.server();
        this.remark = listening.remark();
        this.host = host;
        this.stream = stream;
        this.snapshot = snapshot;
        this.beatMillis = beatMillis;
        // Beyond its bound it refuses, and the server closes the connection.
        this.threads = new ThreadPoolExecutor(
                0, VIEWERS + OTHER_THREADS, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, "live-viewer");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /**
     * Listens from now on.
     *
     * @param snapshot   gives everything the page shows, as JSON; called by the viewers' threads
     * @param beatMillis a viewer to which nothing is sent for so long is sent a sign of life
     * @throws SettingsException if the address cannot be listened on, as when a port that was given is in use
     */
    static LiveServer start(LiveSettings settings, EventStream stream, Supplier<String> snapshot, long beatMillis) {
        LiveServer live = new LiveServer(listen(settings), settings.host(), stream, snapshot, beatMillis);
        live.server.setExecutor(live.threads);
        live.server.createContext("/", live::handle);
        live.server.start();
        return live;
    }

    private static Listening listen(LiveSettings settings) {
        Integer given = settings.port();
        try {
            return new Listening(
                    listen(settings.host(), given == null ? LiveSettings.USUAL_PORT : given), Optional.empty());
        } catch (IOException taken) {
            if (given != null) {
                throw new SettingsException("--live-port is " + given + ", but it cannot be listened on at "
                        + settings.host() + ": " + taken.getMessage()
                        + ". Set --live-port to another port, or to 0 for a free one; --live-host has to be an address of"
                        + " this machine.");
            }
        }
        try {
            return new Listening(
                    listen(settings.host(), 0),
                    Optional.of("Port " + LiveSettings.USUAL_PORT + " is in use, so the live page took a free one."));
        } catch (IOException none) {
            throw new SettingsException("--live-host is " + settings.host() + ", but no port can be listened on there: "
                    + none.getMessage() + ". Set it to an address of this machine, for example to 127.0.0.1.");
        }
    }

    private static HttpServer listen(String host, int port) throws IOException {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new SettingsException("--live-host is \"" + host
                    + "\", but no address is known by that name. Set it, for example, to 127.0.0.1.");
        }
        return HttpServer.create(address, 0);
    }

    /** Where the page is. */
    URI address() {
        InetSocketAddress address = server.getAddress();
        String name = address.getAddress().isAnyLocalAddress()
                ? "127.0.0.1"
                : address.getAddress().getHostAddress();
        return URI.create("http://" + (name.contains(":") ? '[' + name + ']' : name) + ':' + address.getPort() + '/');
    }

    /** What the person who started this should know about the port. */
    Optional<String> remark() {
        return remark;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Headers headers = exchange.getResponseHeaders();
            headers.set("Content-Security-Policy", NO_OUTSIDE);
            headers.set("X-Content-Type-Options", "nosniff");
            headers.set("Referrer-Policy", "no-referrer");
            headers.set("Cross-Origin-Resource-Policy", "same-origin");
            headers.set("Cache-Control", "no-store");
            answer(exchange);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String method = exchange.getRequestMethod();
        Asset asset = ASSETS.get(path);
        if (!ours(exchange.getRequestHeaders().getFirst("Host"))) {
            say(exchange, 421, "This server answers to localhost and to its own address alone.\n");
        } else if (!method.equals("GET") && !method.equals("HEAD")) {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            say(exchange, 405, "There is nothing here to change: use GET.\n");
        } else if (asset != null) {
            send(exchange, 200, asset);
        } else if (!path.equals(EVENTS)) {
            say(exchange, 404, "The live page is at /.\n");
        } else if ("cross-site".equals(exchange.getRequestHeaders().getFirst("Sec-Fetch-Site"))) {
            say(exchange, 403, "A page of another site has no business with these events.\n");
        } else if (method.equals("HEAD")) {
            send(exchange, 200, new Asset("text/event-stream", new byte[0]));
        } else {
            sendEvents(exchange);
        }
    }

    /** A name that another site can point at this machine would let its pages in. */
    private boolean ours(@Nullable String asked) {
        if (asked == null) {
            return false;
        }
        String name = asked.replaceFirst(":[0-9]*$", "").toLowerCase(Locale.ROOT);
        boolean loopback = name.equals("localhost") || name.equals("127.0.0.1") || name.equals("[::1]");
        boolean everywhere = server.getAddress().getAddress().isAnyLocalAddress();
        // An address is no name, and nobody can point it elsewhere.
        boolean address = name.matches("[0-9.]+|\\[[0-9a-f:.]+\\]");
        return loopback || name.equals(host.toLowerCase(Locale.ROOT)) || (everywhere && address);
    }

    private void sendEvents(HttpExchange exchange) throws IOException {
        String lastId = exchange.getRequestHeaders().getFirst("Last-Event-ID");
        String query = exchange.getRequestURI().getQuery();
        if (lastId == null && query != null && query.startsWith("after=")) {
            lastId = query.substring("after=".length());
        }
        Optional<EventStream.Viewer> joined = stream.join(lastId);
        if (joined.isEmpty()) {
            exchange.getResponseHeaders().set("Retry-After", "10");
            say(exchange, 503, "As many browsers watch as may, which is " + VIEWERS + ". Close one of them.\n");
            return;
        }
        EventStream.Viewer viewer = joined.get();
        try {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            follow(viewer, exchange.getResponseBody());
        } catch (InterruptedException disconnected) {
            // Too slow, or the server closes: the browser comes back by itself.
        } finally {
            stream.leave(viewer);
        }
    }

    private void follow(EventStream.Viewer viewer, OutputStream out) throws IOException, InterruptedException {
        out.write("retry: 1000\n\n".getBytes(UTF_8));
        if (viewer.fresh()) {
            out.write(stream.event("snapshot", viewer.place(), snapshot.get()));
        }
        out.flush();
        while (!viewer.over()) {
            byte[] event = viewer.next(beatMillis);
            out.write(event == null ? "event: beat\ndata: {}\n\n".getBytes(UTF_8) : event);
            out.flush();
        }
    }

    private static void say(HttpExchange exchange, int status, String words) throws IOException {
        send(exchange, status, new Asset(TEXT, words.getBytes(UTF_8)));
    }

    private static void send(HttpExchange exchange, int status, Asset asset) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", asset.type());
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(status, -1);
        } else {
            exchange.sendResponseHeaders(status, asset.content().length == 0 ? -1 : asset.content().length);
            exchange.getResponseBody().write(asset.content());
        }
    }

    private static Asset asset(String name, String type) {
        try (InputStream resource = LiveServer.class.getResourceAsStream(name)) {
            if (resource == null) {
                throw new IllegalStateException("The build lacks " + name + ", a part of the live page.");
            }
            return new Asset(type, resource.readAllBytes());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Tells the viewers that this is the end, gives that a second to reach them, and closes the port. */
    @Override
    public void close() {
        stream.end();
        threads.shutdown();
        try {
            var unused = threads.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        server.stop(0);
        threads.shutdownNow();
    }
}
