package dev.bankengine;

import dev.bankengine.platform.DatabaseEndpoint;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Whole banks, each as a server of its own has it, on one fresh database. For tests in which servers meet; those that
 * need just one say {@link BankTest}.
 */
public final class TestServers implements AutoCloseable {

    private final TestDatabase database;
    private final List<ConfigurableApplicationContext> servers = new ArrayList<>();

    private TestServers(TestDatabase database) {
        this.database = database;
    }

    /**
     * Starts servers on a database that is dropped with them.
     *
     * @param settings as on a command line, {@code --bankengine.posting.lanes=2} say
     */
    public static TestServers start(int count, String... settings) {
        TestServers started = new TestServers(TestDatabase.fresh());
        try {
            for (int i = 0; i < count; i++) {
                started.startAnother(settings);
            }
            return started;
        } catch (RuntimeException failed) {
            started.close();
            throw failed;
        }
    }

    /** One more server on the same database. */
    public ConfigurableApplicationContext startAnother(String... settings) {
        return startAnother(database.application(), settings);
    }

    /** One more server, which takes its own way to the database. */
    public ConfigurableApplicationContext startAnother(DatabaseEndpoint endpoint, String... settings) {
        SpringApplication spring = new SpringApplication(BankEngine.class);
        spring.setRegisterShutdownHook(false);
        spring.setLogStartupInfo(false);
        spring.addInitializers(context -> context.getBeanFactory().registerSingleton("databaseEndpoint", endpoint));
        List<String> arguments = new ArrayList<>(List.of(settings));
        if (arguments.stream().noneMatch(setting -> setting.startsWith("--server.port="))) {
            arguments.add("--server.port=0");
        }
        ConfigurableApplicationContext server = spring.run(arguments.toArray(String[]::new));
        servers.add(server);
        return server;
    }

    public List<ConfigurableApplicationContext> all() {
        return servers;
    }

    public ConfigurableApplicationContext first() {
        return servers.getFirst();
    }

    public TestDatabase database() {
        return database;
    }

    @Override
    public void close() {
        servers.forEach(ConfigurableApplicationContext::close);
        database.close();
    }
}
