package dev.bankengine.platform.cli;

import dev.bankengine.platform.DatabaseEndpoint;
import dev.bankengine.platform.EnvironmentProblem;
import dev.bankengine.platform.database.BankDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A bank that is open: its database and all its parts, with or without the HTTP server. Closed in the reverse order,
 * also when the process is told to end.
 */
public final class OpenBank implements AutoCloseable {

    private final ConfigurableApplicationContext context;
    private final BankDatabase database;
    private final Thread atExit;

    private OpenBank(ConfigurableApplicationContext context, BankDatabase database) {
        this.context = context;
        this.database = database;
        this.atExit = new Thread(this::closeAll, "close-bank");
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** For a command: no server, and only those parts come to life that are asked for. */
    static OpenBank withoutServer(Class<?> application, Path data) {
        return open(application, data, Optional.empty(), WebApplicationType.NONE, List.of());
    }

    /** With the HTTP server on a port of 127.0.0.1. Profiles are Spring's, such as {@code demo}. */
    static OpenBank withServer(Class<?> application, Path data, int port, List<String> profiles) {
        String note = "process " + ProcessHandle.current().pid() + ", http://127.0.0.1:" + port;
        return open(
                application, data, Optional.of(note), WebApplicationType.SERVLET, profiles, "--server.port=" + port);
    }

    private static OpenBank open(
            Class<?> application,
            Path data,
            Optional<String> serverNote,
            WebApplicationType type,
            List<String> profiles,
            String... settings) {
        BankDatabase database = BankDatabase.open(data, System.getenv(), serverNote);
        try {
            SpringApplication spring = new SpringApplication(application);
            spring.setWebApplicationType(type);
            spring.setLazyInitialization(type == WebApplicationType.NONE);
            spring.setRegisterShutdownHook(false);
            spring.setLogStartupInfo(false);
            spring.setAdditionalProfiles(profiles.toArray(String[]::new));
            spring.addInitializers(
                    context -> context.getBeanFactory().registerSingleton("databaseEndpoint", database.application()));
            return new OpenBank(spring.run(settings), database);
        } catch (RuntimeException failed) {
            database.close();
            throw environmentProblemIn(failed).orElse(failed);
        }
    }

    private static Optional<RuntimeException> environmentProblemIn(Throwable failed) {
        for (@Nullable Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof EnvironmentProblem problem) {
                return Optional.of(problem);
            }
            if (cause instanceof PortInUseException taken) {
                return Optional.of(portTaken(taken.getPort()));
            }
        }
        return Optional.empty();
    }

    static EnvironmentProblem portTaken(int port) {
        return new EnvironmentProblem("Port " + port + " of 127.0.0.1 is taken by another program. Choose another with"
                + " --port, or end that program. Nothing was changed.");
    }

    /** A part of the bank, by its type. */
    public <T> T get(Class<T> type) {
        return context.getBean(type);
    }

    /** A part that need not be there. */
    public <T> ObjectProvider<T> find(Class<T> type) {
        return context.getBeanProvider(type);
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
        try {
            context.close();
        } finally {
            database.close();
        }
    }
}
