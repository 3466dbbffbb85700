package dev.bankengine.platform.cli;

import dev.bankengine.platform.ConnectionLimits;
import dev.bankengine.platform.DatabaseEndpoint;
import dev.bankengine.platform.EnvironmentProblem;
import dev.bankengine.platform.database.BankDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A bank that is open: its database and all its parts, with or without the HTTP server. Closed in the reverse order,
 * also when the process is told to end.
 */
public final class OpenBank implements AutoCloseable {

    private final BankDatabase database;
    private final Thread atExit = new Thread(this::closeAll, "close-bank");
    private volatile @Nullable ConfigurableApplicationContext context;

    private OpenBank(BankDatabase database) {
        this.database = database;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** For a command: no server, no bank made where there is none, and only those parts come to life that are asked for. */
    static OpenBank withoutServer(Class<?> application, Path data) {
        BankDatabase.refuseIfNone(data, System.getenv());
        // That the schema is up to date is news where a server starts, not with every question.
        LoggingSystem.get(OpenBank.class.getClassLoader())
                .setLogLevel("org.flywaydb.core.internal.command.DbMigrate", LogLevel.WARN);
        OpenBank bank = new OpenBank(BankDatabase.open(data, System.getenv(), Optional.empty()));
        return bank.opened(() -> {
            SpringApplication spring = bank.spring(application);
            spring.addInitializers(
                    starting -> starting.getBeanFactory().registerSingleton("connectionLimits", ConnectionLimits.NONE));
            spring.setWebApplicationType(WebApplicationType.NONE);
            spring.setLazyInitialization(true);
            return spring.run();
        });
    }

    /** With the HTTP server on a port of 127.0.0.1. Profiles are Spring's, such as {@code demo}. */
    static OpenBank withServer(Class<?> application, Path data, int port, List<String> profiles) {
        BankDatabase.refuseIfServed(data, System.getenv());
        if (isTaken(port)) {
            throw portTaken(port);
        }
        String note = "process " + ProcessHandle.current().pid() + ", http://127.0.0.1:" + port;
        OpenBank bank = new OpenBank(BankDatabase.open(data, System.getenv(), Optional.of(note)));
        return bank.opened(() -> {
            SpringApplication spring = bank.spring(application);
            spring.setWebApplicationType(WebApplicationType.SERVLET);
            spring.setAdditionalProfiles(profiles.toArray(String[]::new));
            // Whoever can reach the server can use it, so no setting may open it to others.
            return spring.run("--server.port=" + port, "--server.address=127.0.0.1");
        });
    }

    private SpringApplication spring(Class<?> application) {
        SpringApplication spring = new SpringApplication(application);
        spring.setRegisterShutdownHook(false);
        spring.setLogStartupInfo(false);
        spring.addInitializers(
                starting -> starting.getBeanFactory().registerSingleton("databaseEndpoint", database.application()));
        return spring;
    }

    private OpenBank opened(Supplier<ConfigurableApplicationContext> start) {
        try {
            context = start.get();
            return this;
        } catch (RuntimeException failed) {
            close();
            throw failed;
        }
    }

    private static boolean isTaken(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return !socket.isBound();
        } catch (IOException taken) {
            return true;
        }
    }

    static EnvironmentProblem portTaken(int port) {
        return new EnvironmentProblem("Port " + port + " of 127.0.0.1 is taken by another program. Choose another with"
                + " --port, or end that program. Nothing was changed.");
    }

    /** A part of the bank, by its type. */
    public <T> T get(Class<T> type) {
        return parts().getBean(type);
    }

    /** A part that need not be there. */
    public <T> ObjectProvider<T> find(Class<T> type) {
        return parts().getBeanProvider(type);
    }

    private ConfigurableApplicationContext parts() {
        return Objects.requireNonNull(context, "The bank is not open yet.");
    }

    public DatabaseEndpoint database() {
        return database.application();
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException alreadyEnding) {
            // The hook is at it.
            return;
        }
        closeAll();
    }

    private void closeAll() {
        ConfigurableApplicationContext open = context;
        try {
            if (open != null) {
                open.close();
            }
        } finally {
            database.close();
        }
    }
}
