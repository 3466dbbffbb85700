package dev.bankengine.bench.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** One keep-alive connection with its buffers and the request it waits for, if any. */
final class Connection {
    private static final int READ_BYTES = 64 * 1024;

    final ByteBuffer out;
    final ByteBuffer in = ByteBuffer.allocateDirect(READ_BYTES);
    final ResponseReader reader = new ResponseReader();
    SocketChannel channel;
    boolean waiting;
    long dueNanos;
    private SelectionKey key;

    Connection(InetSocketAddress server, Selector selector, int maxRequestBytes) throws IOException {
        out = ByteBuffer.allocateDirect(maxRequestBytes);
        channel = connect(server);
        key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    /** Writes what the socket takes now; the selector calls again for the rest. */
    void write() throws IOException {
        channel.write(out);
        int interest = out.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
        if (key.interestOps() != interest) {
            key.interestOps(interest);
        }
    }

    void reopen(InetSocketAddress server, Selector selector) throws IOException {
        channel.close();
        channel = connect(server);
        key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    void close() throws IOException {
        channel.close();
    }

    private static SocketChannel connect(InetSocketAddress server) throws IOException {
        SocketChannel channel = SocketChannel.open(server);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        return channel;
    }
}
