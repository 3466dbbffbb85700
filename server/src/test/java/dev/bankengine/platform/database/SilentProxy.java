package dev.bankengine.platform.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Stands before the database and passes on what is said, until it falls silent: then nothing comes through any more, and
 * nobody is told, as when a host loses its power.
 */
final class SilentProxy implements AutoCloseable {

    private final ServerSocket door;
    private final int port;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile boolean silent;

    /** @param port where the database listens on 127.0.0.1 */
    SilentProxy(int port) throws IOException {
        this.port = port;
        this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    void fallSilent() {
        silent = true;
    }

    /** New connections come through again; the old ones stay silent. */
    void speakAgain() {
        silent = false;
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                sockets.add(client);
                if (!silent) {
                    Socket database = new Socket(InetAddress.getLoopbackAddress(), port);
                    sockets.add(database);
                    Thread.ofVirtual().start(() -> pass(client, database));
                    Thread.ofVirtual().start(() -> pass(database, client));
                }
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void pass(Socket from, Socket to) {
        byte[] bytes = new byte[8192];
        try {
            for (int count = from.getInputStream().read(bytes);
                    count > 0;
                    count = from.getInputStream().read(bytes)) {
                if (silent) {
                    return;
                }
                to.getOutputStream().write(bytes, 0, count);
            }
            to.close();
        } catch (IOException closed) {
            // So is the other side, in a moment.
            silentlyClose(to);
        }
    }

    private static void silentlyClose(Socket socket) {
        try {
            socket.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        sockets.forEach(SilentProxy::silentlyClose);
    }
}
