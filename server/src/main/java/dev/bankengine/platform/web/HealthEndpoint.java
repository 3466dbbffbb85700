package dev.bankengine.platform.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Whether this server lives, and whether it can work. The database is asked at most once a second and by one
 * caller at a time, however often this is called.
 */
@RestController
@RequestMapping(path = "/health", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "health", description = "Whether the server lives and can work")
class HealthEndpoint {

    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final int PATIENCE_SECONDS = 1;

    private final DataSource dataSource;
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile Seen last = new Seen(false, System.nanoTime() - FRESH.toNanos());

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

    /** One caller asks; those who come meanwhile are told what the last one saw, and take no connection. */
    private boolean databaseAnswers() {
        Seen seen = last;
        if (System.nanoTime() - seen.atNanos() < FRESH.toNanos() || !asking.compareAndSet(false, true)) {
            return seen.up();
        }
        try {
            boolean up = ask();
            last = new Seen(up, System.nanoTime());
            return up;
        } finally {
            asking.set(false);
        }
    }

    private boolean ask() {
        try (Connection connection = dataSource.getConnection()) {
            return connection.isValid(PATIENCE_SECONDS);
        } catch (SQLException unreachable) {
            return false;
        }
    }
}
