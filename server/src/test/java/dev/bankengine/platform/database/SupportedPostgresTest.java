package dev.bankengine.platform.database;

import static dev.bankengine.ledger.TestLedger.capture;
import static dev.bankengine.ledger.TestLedger.eur;
import static dev.bankengine.ledger.TestLedger.hold;
import static dev.bankengine.ledger.TestLedger.reverse;
import static dev.bankengine.ledger.TestLedger.transfer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bankengine.BankEngine;
import dev.bankengine.accounts.AccountOpenings;
import dev.bankengine.accounts.AccountType;
import dev.bankengine.accounts.NewAccount;
import dev.bankengine.ledger.IdempotencyKey;
import dev.bankengine.ledger.Rule;
import dev.bankengine.ledger.SoundBooks;
import dev.bankengine.ledger.TestLedger;
import dev.bankengine.platform.DatabaseEndpoint;
import dev.bankengine.platform.postgres.InstalledPostgres;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The bank on each PostgreSQL that it claims to run on and this machine has, entered by an owner who is no superuser. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SupportedPostgresTest {

    @ParameterizedTest
    @ValueSource(ints = {15, 16, 17, 18})
    void keepsItsBooks(int version) throws Exception {
        assumeTrue(InstalledPostgres.has(version), "PostgreSQL " + version + " is not installed here");
        try (InstalledPostgres postgres = InstalledPostgres.start(version)) {
            postgres.execute(
                    "CREATE ROLE keeper LOGIN CREATEROLE",
                    "CREATE ROLE \"the bank\" LOGIN",
                    "CREATE DATABASE bank OWNER keeper");
            try (BankDatabase database = open(
                    postgres.as("keeper", "bank"),
                    Map.of("BANKENGINE_DATABASE_APP_USER", "the bank", "BANKENGINE_DATABASE_APP_PASSWORD", "any"))) {
                var spring = new SpringApplication(BankEngine.class);
                spring.setRegisterShutdownHook(false);
                spring.addInitializers(context ->
                        context.getBeanFactory().registerSingleton("databaseEndpoint", database.application()));
                try (var bank = spring.run("--server.port=0")) {
                    var books = new TestLedger(bank);
                    long payer = books.openWith("100.00");
                    long payee = books.openWith("0.00");
                    books.posted(transfer(payer, payee, eur("30.00")));
                    long hold = books.held(hold(payer, "50.00")).id();
                    assertThat(books.refused(transfer(payer, payee, eur("20.01"))))
                            .isEqualTo(Rule.INSUFFICIENT_FUNDS);
                    long captured = books.posted(capture(hold, payee, "40.00")).id();
                    books.posted(reverse(captured));
                    var wanted = new NewAccount(AccountType.CURRENT, TestLedger.EUR, 0, null, null);
                    assertThat(bank.getBean(AccountOpenings.class)
                                    .open(new IdempotencyKey("test", "open"), TestLedger.TELLER, wanted, eur("5.00")))
                            .isInstanceOf(AccountOpenings.Result.Opened.class);
                    assertThat(books.balance(payer)).isEqualTo("70.00");
                    assertThat(books.balance(payee)).isEqualTo("30.00");
                    SoundBooks.assertSound(bank);
                    assertThat(bank.getBean(JdbcClient.class)
                                    .sql("SELECT session_user || ' as ' || current_user")
                                    .query(String.class)
                                    .single())
                            .isEqualTo("the bank as bankengine_app");
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 16, 17, 18})
    void severalFirstStartsAtOnceMakeTheRoleTheyShare(int version) throws Exception {
        assumeTrue(InstalledPostgres.has(version), "PostgreSQL " + version + " is not installed here");
        try (InstalledPostgres postgres = InstalledPostgres.start(version);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            int starts = 6;
            for (int i = 0; i < starts; i++) {
                postgres.execute("CREATE DATABASE bank" + i);
            }
            List<Future<?>> migrations = new ArrayList<>();
            for (int i = 0; i < starts; i++) {
                DatabaseEndpoint owner = postgres.as("postgres", "bank" + i);
                migrations.add(threads.submit(() -> open(owner, Map.of()).close()));
            }
            for (Future<?> migration : migrations) {
                migration.get();
            }
        }
    }

    private static BankDatabase open(DatabaseEndpoint owner, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("BANKENGINE_DATABASE_URL", owner.url());
        environment.put("BANKENGINE_DATABASE_USER", owner.user());
        environment.put("BANKENGINE_DATABASE_PASSWORD", owner.password());
        return BankDatabase.open(Path.of("target", "no-such-directory"), environment, Optional.empty());
    }
}
