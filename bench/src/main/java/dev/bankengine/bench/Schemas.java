package dev.bankengine.bench;

import dev.bankengine.platform.postgres.EmbeddedPostgres;
import org.flywaydb.core.Flyway;

final class Schemas {
    private Schemas() {}

    static void migrate(EmbeddedPostgres postgres) {
        Flyway.configure()
                .dataSource(postgres.owner().unpooled("bankengine migration"))
                .locations("classpath:db/migration")
                .load()
                .migrate();
    }
}
