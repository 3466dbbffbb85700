package dev.bankengine.platform.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.bankengine.platform.DatabaseEndpoint;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/**
 * The pool most of the program reads and writes through. The {@link DatabaseEndpoint} itself is a bean too, put into the
 * context by whoever opened the database; what needs connections of its own, such as the posting engine, asks it.
 */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

    /** Connections that stay with whoever asks for them, for as long as they live. */
    @Bean
    DataSource unpooledDataSource(DatabaseEndpoint endpoint) {
        return endpoint.unpooled("bankengine-posting");
    }

    @Bean(destroyMethod = "close")
    @Primary
    DataSource dataSource(
            DatabaseEndpoint endpoint,
            @Value("${bankengine.database.pool-size:16}") int poolSize,
            @Value("${bankengine.database.connection-wait-millis:3000}") long connectionWaitMillis) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("bankengine");
        config.setDataSource(endpoint.unpooled("bankengine"));
        config.setMaximumPoolSize(poolSize);
        config.setMinimumIdle(Math.min(2, poolSize));
        config.setConnectionTimeout(connectionWaitMillis);
        // The database was reached a moment ago; what breaks later must not end the program.
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }
}
