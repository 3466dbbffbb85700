package dev.bankengine.bench;

import dev.bankengine.bench.measure.Spread;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a figure depends on besides the program: processor, memory, system, and how long the disk takes to promise. */
final class Machine {
    private static final int SYNC_SAMPLES = 200;

    private Machine() {}

    /** The facts for the report; the sync time is measured in the given directory, where the data will be. */
    static Map<String, Object> facts(Path dataDirectory) throws IOException {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("processor", valueIn(Path.of("/proc/cpuinfo"), "model name"));
        facts.put("cores", Runtime.getRuntime().availableProcessors());
        facts.put("memory", valueIn(Path.of("/proc/meminfo"), "MemTotal"));
        facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        facts.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        facts.put("fileSystem", Files.getFileStore(dataDirectory).type());
        facts.put("syncMicros", Math.round(syncMicros(dataDirectory)));
        return facts;
    }

    /** The median time in which a block of 8 KiB, written anew, is on the disk. */
    private static double syncMicros(Path directory) throws IOException {
        Path file = Files.createTempFile(directory, "sync", ".probe");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer block = ByteBuffer.allocateDirect(8192);
            List<Double> micros = new ArrayList<>();
            for (int i = 0; i < SYNC_SAMPLES; i++) {
                block.clear();
                long begun = System.nanoTime();
                channel.write(block, 0);
                channel.force(false);
                micros.add((System.nanoTime() - begun) / 1e3);
            }
            return Spread.of(micros).median();
        } finally {
            Files.delete(file);
        }
    }

    private static String valueIn(Path file, String name) throws IOException {
        if (!Files.isReadable(file)) {
            return "unknown";
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(name))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .orElse("unknown");
        }
    }
}
