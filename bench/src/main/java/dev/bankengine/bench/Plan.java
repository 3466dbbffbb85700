package dev.bankengine.bench;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What one run does.
 *
 * @param sweep whether batch sizes are swept, and where the curve is drawn, if anywhere
 * @param big whether a large ledger is compared with a small one
 * @param directory where the data directory is made
 */
record Plan(Settings settings, boolean sweep, @Nullable Path sweepChart, boolean big, Path directory) {}
