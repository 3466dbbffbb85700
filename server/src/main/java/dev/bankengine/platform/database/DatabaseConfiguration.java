package dev.bankengine.platform.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.bankengine.platform.ConnectionLimits;
import dev.bankengine.platform.DatabaseEndpoint;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/**
 * The pool most of the program reads and writes through. The {@link DatabaseEndpoint} itself is a bean too, put into the
 * context by whoever opened the database. So are the {@link ConnectionLimits} of the pool where they are not those of a
 * server.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PoolSettings.class)
class DatabaseConfiguration {

    /** Connections that stay with the lanes of the posting engine, for as long as they live. */
    @Bean
    DataSource unpooledDataSource(DatabaseEndpoint endpoint) {
        return endpoint.unpooled("bankengine-posting", ConnectionLimits.POSTING);
    }

    /** Connections for work that takes the time it takes, each for the one who opens it. */
    @Bean
    DataSource patientDataSource(DatabaseEndpoint endpoint) {
        return endpoint.unpooled("bankengine-verification", ConnectionLimits.NONE);
    }

    @Bean(destroyMethod = "close")
    @Primary
    DataSource dataSource(DatabaseEndpoint endpoint, ObjectProvider<ConnectionLimits> limits, PoolSettings settings) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("bankengine");
        config.setDataSource(endpoint.unpooled("bankengine", limits.getIfAvailable(() -> ConnectionLimits.REQUEST)));
        config.setMaximumPoolSize(settings.poolSize());
        config.setMinimumIdle(Math.min(2, settings.poolSize()));
        config.setConnectionTimeout(settings.connectionWaitMillis());
        // The database was reached a moment ago; what breaks later must not end the program.
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }
}
