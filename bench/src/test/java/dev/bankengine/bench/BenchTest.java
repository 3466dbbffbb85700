package dev.bankengine.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BenchTest {
    @Test
    void measuresEverythingOnceAndLeavesNothingBehind(@TempDir Path directory) throws IOException {
        Path json = directory.resolve("result.json");
        int exit = Bench.commandLine()
                .execute("--quick", "--seconds", "1", "--directory", directory.toString(), "--json", json.toString());

        assertThat(exit).isZero();
        JsonNode result = new JsonMapper().readTree(json.toFile());
        assertThat(result.get("machine").get("postgresql").get("fsync").asString())
                .isEqualTo("on");
        assertThat(result.get("workloads").propertyNames())
                .containsExactlyElementsOf(
                        Arrays.stream(Workload.values()).map(Workload::key).toList());
        for (Ratio ratio : Ratio.values()) {
            assertThat(result.get("ratios").get(ratio.key()).asDouble())
                    .as(ratio.key())
                    .isPositive();
        }
        assertThat(result.get("bytesPerTransfer").asDouble()).isPositive();
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).containsExactly(json);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--only=nonsense", "--seconds=0", "--batch=20000", "--accounts=1", "--unknown"})
    void refusesACommandLineThatMakesNoSense(String argument) {
        StringWriter told = new StringWriter();
        CommandLine line = Bench.commandLine().setErr(new PrintWriter(told));
        assertThat(line.execute(argument)).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(told.toString()).contains("Usage: bench");
    }

    @Test
    void refusesToMeasureInMemoryWhereFsyncMeansNothing() throws IOException {
        Path memory = Path.of("/dev/shm");
        org.junit.jupiter.api.Assumptions.assumeTrue(
                Files.isWritable(memory) && Files.getFileStore(memory).type().equals("tmpfs"));
        StringWriter told = new StringWriter();
        CommandLine line = Bench.commandLine().setErr(new PrintWriter(told));
        assertThat(line.execute("--quick", "--directory", memory.toString())).isEqualTo(3);
        assertThat(told.toString()).contains("fsync means nothing");
    }
}
