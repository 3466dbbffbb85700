package dev.bankengine;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.test.context.TestContextAnnotationUtils;

/** The running bank of a {@link BankTest}: where it listens, and its database by every door. */
public final class TestBank {

    private final ConfigurableApplicationContext context;
    private final TestDatabase database;

    private TestBank(ConfigurableApplicationContext context, TestDatabase database) {
        this.context = context;
        this.database = database;
    }

    /** Where the server answers, without a slash at the end. */
    public String url() {
        return "http://127.0.0.1:"
                + Objects.requireNonNull(context.getEnvironment().getProperty("local.server.port"));
    }

    public TestDatabase database() {
        return database;
    }

    /** Gives each test class marked with {@link BankTest} its database; named in spring.factories. */
    static final class Factory implements ContextCustomizerFactory {

        @Override
        public @Nullable ContextCustomizer createContextCustomizer(
                Class<?> testClass, List<ContextConfigurationAttributes> attributes) {
            return TestContextAnnotationUtils.hasAnnotation(testClass, BankTest.class)
                    ? new FreshDatabase(testClass)
                    : null;
        }
    }

    private record FreshDatabase(Class<?> testClass) implements ContextCustomizer {

        @Override
        public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
            TestDatabase database = TestDatabase.fresh();
            DefaultListableBeanFactory beans = (DefaultListableBeanFactory) context.getBeanFactory();
            beans.registerSingleton("databaseEndpoint", database.application());
            beans.registerSingleton("testBank", new TestBank(context, database));
            // Registered first, hence destroyed last, when the bank has let go of its connections.
            beans.registerDisposableBean("testDatabase", database::close);
        }
    }
}
