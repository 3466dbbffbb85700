package dev.bankengine.platform.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Whether this server lives, and whether it can work. The database is asked at most once a second and on
 * one connection at a time, however often this is called; who comes meanwhile waits for the same answer, at most 5 s.
 */
@RestController
@RequestMapping(path = "/health", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "health", description = "Whether the server lives and can work")
class HealthEndpoint {

    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final int VALID_WITHIN_SECONDS = 1;

    /** As long as an ask takes by default: 3 s for a connection and 1 s for its answer, and some to spare. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final DataSource dataSource;
    private @Nullable Future<Seen> latest;

    HealthEndpoint(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    record Health(String status) {}

    private record Seen(boolean up, long atNanos) {}

    @GetMapping
    @Operation(summary = "Ready", description = "Answers UP when the database answers, else 503.")
    ResponseEntity<Object> ready() {
        if (databaseAnswers()) {
            return ResponseEntity.ok(new Health("UP"));
        }
        return Problem.of(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "TEMPORARILY_UNAVAILABLE",
                        "The database does not answer just now.")
                .with("health", "DOWN")
                .toResponse();
    }

    @GetMapping("/live")
    @Operation(summary = "Alive", description = "Answers UP as long as the server runs, whatever the database does.")
    Health live() {
        return new Health("UP");
    }

    /** What the ask under way brings, or the last one if it is fresh; else a new one begins. */
    private boolean databaseAnswers() {
        try {
            return current().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).up();
        } catch (TimeoutException | ExecutionException noAnswer) {
            return false;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private synchronized Future<Seen> current() {
        Future<Seen> current = latest;
        if (current == null || (current.isDone() && !isFresh(current))) {
            current =
                    CompletableFuture.supplyAsync(() -> new Seen(ask(), System.nanoTime()), Thread::startVirtualThread);
            latest = current;
        }
        return current;
    }

    private static boolean isFresh(Future<Seen> done) {
        return done.state() == Future.State.SUCCESS
                && System.nanoTime() - done.resultNow().atNanos() < FRESH.toNanos();
    }

    private boolean ask() {
        try (Connection connection = dataSource.getConnection()) {
            return connection.isValid(VALID_WITHIN_SECONDS);
        } catch (SQLException unreachable) {
            return false;
        }
    }
}
