package dev.bankengine.operations;

import dev.bankengine.accounts.AccountDirectory;
import dev.bankengine.accounts.AccountReference;
import dev.bankengine.accounts.AccountReference.ByNumber;
import dev.bankengine.accounts.Accounts;
import dev.bankengine.ledger.LedgerAccount;
import dev.bankengine.ledger.LedgerAccounts;
import dev.bankengine.ledger.Origin;
import dev.bankengine.platform.EnvironmentProblem;
import dev.bankengine.platform.cli.SampleBank;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;

/** A hundred accounts of a real bank, with their history; {@code samples/berka} says where they come from. */
@Component
class BerkaSample implements SampleBank {

    private static final Logger log = LoggerFactory.getLogger(BerkaSample.class);
    private static final String SOURCE = "import:berka";
    private static final Origin ORIGIN = new Origin("demo", "CLI", null, null);

    private final AccountImport accountImport;
    private final TransactionImport transactionImport;
    private final Accounts bank;
    private final AccountDirectory directory;
    private final LedgerAccounts ledgerAccounts;

    BerkaSample(
            AccountImport accountImport,
            TransactionImport transactionImport,
            Accounts bank,
            AccountDirectory directory,
            LedgerAccounts ledgerAccounts) {
        this.accountImport = accountImport;
        this.transactionImport = transactionImport;
        this.bank = bank;
        this.directory = directory;
        this.ledgerAccounts = ledgerAccounts;
    }

    @Override
    public void loadOnce() {
        try {
            Path directoryOfSample = Files.createTempDirectory("bankengine-sample-");
            try {
                load(
                        copy("accounts.csv", directoryOfSample),
                        copy("transactions.csv", directoryOfSample),
                        directoryOfSample.resolve("refused.csv"));
            } finally {
                deleteRecursively(directoryOfSample);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void load(Path accounts, Path transactions, Path report) {
        Set<AccountReference> ofSample = references(accounts);
        // Each line is one entry on the account it names, and entries never go away.
        if (entries(ofSample) >= CsvTable.countLines(transactions)) {
            return;
        }
        refuseABankWithOtherAccounts(ofSample);
        log.info("Loading the sample bank");
        try (var refused = RefusedLines.into(report)) {
            accountImport.run(accounts, ORIGIN, null, refused, line -> {});
            var booked = transactionImport.run(transactions, SOURCE, ORIGIN, null, refused, line -> {});
            var balances = booked.balances();
            if (refused.count() > 0 || balances.equal() != balances.compared()) {
                throw new IllegalStateException("the sample bank does not fit: %s".formatted(booked));
            }
            log.info(
                    "The sample bank is loaded: {} transactions, and every running balance is the one the bank recorded",
                    booked.transactions());
        }
    }

    /** One account more than the sample has would suffice to tell, so a page of that size does. */
    private void refuseABankWithOtherAccounts(Set<AccountReference> ofSample) {
        var page = bank.page(null, ofSample.size() + 1);
        boolean others = page.items().stream().anyMatch(account -> !ofSample.contains(new ByNumber(account.number())));
        if (others) {
            throw new EnvironmentProblem(
                    "This bank has accounts of its own, and the sample that demo brings could never"
                            + " be taken out of its books again. Start it with serve, or give the demo another directory with"
                            + " --data or an empty database. Nothing was changed.");
        }
    }

    private static Set<AccountReference> references(Path accounts) {
        Set<AccountReference> references = new HashSet<>();
        try (var table = CsvTable.open(accounts, AccountImport.REQUIRED, AccountImport.OPTIONAL)) {
            for (var line = table.next(); line != null; line = table.next()) {
                String number = line.get("number");
                if (number != null) {
                    references.add(new ByNumber(number));
                }
            }
        }
        return references;
    }

    private long entries(Set<AccountReference> references) {
        var resolved = directory.resolveAll(references);
        List<Long> ids = new ArrayList<>();
        references.forEach(reference -> resolved.apply(reference).ifPresent(ids::add));
        return ledgerAccounts.find(ids).values().stream()
                .mapToLong(LedgerAccount::entryCount)
                .sum();
    }

    private static Path copy(String name, Path to) throws IOException {
        Path copy = to.resolve(name);
        try (var sample = new ClassPathResource("samples/berka/" + name).getInputStream()) {
            Files.copy(sample, copy, StandardCopyOption.REPLACE_EXISTING);
        }
        return copy;
    }

    private static void deleteRecursively(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    @Override
    public List<String> whatToTryNext(String url) {
        String number = "CZ2499990000000000000203";
        var account = directory.resolve(new ByNumber(number));
        if (account.isEmpty()) {
            return List.of();
        }
        long id = account.getAsLong();
        return List.of(
                "The sample bank holds 100 accounts of a real bank and their history. Try:",
                "  curl %s/api/v1/accounts/by-number/%s".formatted(url, number),
                "  curl '%s/api/v1/accounts/%d/history?limit=5'".formatted(url, id),
                "  curl %s/api/v1/transactions/transfer -H 'Idempotency-Key: first' -H 'Content-Type: application/json' \\"
                        .formatted(url),
                "    -d '{\"fromAccountId\":\"%d\",\"toAccountId\":\"%d\",\"amount\":{\"amount\":\"12.34\",\"currency\":\"CZK\"}}'"
                        .formatted(id, id + 1));
    }
}
