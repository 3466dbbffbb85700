package dev.bankengine.operations;

import dev.bankengine.ledger.Details;
import dev.bankengine.ledger.IdempotencyKey;
import dev.bankengine.ledger.Instruction;
import dev.bankengine.ledger.Leg;
import dev.bankengine.ledger.Origin;
import dev.bankengine.ledger.Request;
import dev.bankengine.ledger.TransactionKind;
import dev.bankengine.money.InvalidMoney;
import dev.bankengine.money.Money;
import dev.bankengine.operations.ImportedTransaction.Recorded;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads transactions from a CSV file. A line with a counter account is a transaction by itself; lines
 * without one that follow each other under one id are the legs of one transaction.
 */
final class TransactionLines implements AutoCloseable {

    static final List<String> REQUIRED = List.of("id", "account", "amount", "currency", "value_date");
    static final List<String> OPTIONAL = List.of("counter", "description", "reference", "type", "balance");

    /** One more than a transaction may have, so that the ledger gets to see that it is too many. */
    private static final int MOST_LEGS = 101;

    private static final JsonMapper JSON = JsonMapper.shared();

    private final CsvTable table;
    private final KnownAccounts accounts;
    private final String scope;
    private final Origin origin;
    private CsvTable.@Nullable Line ahead;

    TransactionLines(Path file, KnownAccounts accounts, String scope, Origin origin) {
        this.table = CsvTable.open(file, REQUIRED, OPTIONAL);
        this.accounts = accounts;
        this.scope = scope;
        this.origin = origin;
        this.ahead = table.next();
    }

    /** The next so many transactions; fewer at the end, and none after it. */
    List<ImportedTransaction> next(int count) {
        List<List<CsvTable.Line>> groups = new ArrayList<>(count);
        Set<String> names = new HashSet<>();
        while (groups.size() < count && ahead != null) {
            var group = nextGroup();
            for (var line : group) {
                addName(names, line.get("account"));
                addName(names, line.get("counter"));
            }
            groups.add(group);
        }
        accounts.learn(names);
        return groups.stream().map(this::read).toList();
    }

    private static void addName(Set<String> names, @Nullable String name) {
        if (name != null) {
            names.add(name);
        }
    }

    private List<CsvTable.Line> nextGroup() {
        List<CsvTable.Line> group = new ArrayList<>(1);
        var line = ahead;
        while (line != null) {
            group.add(line);
            var next = table.next();
            ahead = next;
            line = next != null && group.size() < MOST_LEGS && isNextLeg(group.getFirst(), next) ? next : null;
        }
        return group;
    }

    /**
     * Whether a line has a counter can't be told where it is misshapen. There the id decides: a line that carries that of
     * the legs beside it may be one of them, and they must not be booked without it.
     */
    private static boolean isNextLeg(CsvTable.Line first, CsvTable.Line next) {
        String id = first.get("id");
        return id != null && id.equals(next.get("id")) && mayBeLeg(first) && mayBeLeg(next);
    }

    private static boolean mayBeLeg(CsvTable.Line line) {
        return line.misshapen() || line.get("counter") == null;
    }

    private ImportedTransaction read(List<CsvTable.Line> group) {
        List<Long> lines = group.stream().map(CsvTable.Line::number).toList();
        // Two ids must never be read as one, or the second of two transactions would not be booked.
        String id = group.getFirst().get("id");
        var reading = new Reading();
        Request request = null;
        Recorded recorded = null;
        try {
            request = reading.request(id, group);
            recorded = request == null ? null : reading.recorded(group.getLast());
        } catch (IllegalArgumentException invalid) {
            // The ledger's own words for what is too long or no text.
            reading.refuse(LineRefusal.invalid("id, description or reference", String.valueOf(invalid.getMessage())));
        }
        return new ImportedTransaction(
                lines, id == null ? "" : id, reading.refusal == null ? request : null, reading.refusal, recorded);
    }

    /** Reads one transaction, up to the first thing that is wrong with it. */
    private final class Reading {

        private @Nullable LineRefusal refusal;

        /** Always gives {@code null}, so that it can be returned. */
        private <T> @Nullable T refuse(LineRefusal because) {
            if (refusal == null) {
                refusal = because;
            }
            return null;
        }

        @Nullable
        Request request(@Nullable String id, List<CsvTable.Line> group) {
            var first = group.getFirst();
            for (var line : group) {
                if (line.misshapen()) {
                    return refuse(line.misshape());
                }
            }
            if (id == null) {
                return refuse(LineRefusal.missing("id"));
            }
            for (String column : List.of("value_date", "description", "reference", "type")) {
                if (group.stream().anyMatch(line -> contradicts(first, line, column))) {
                    return refuse(LineRefusal.invalid(column, "the legs of one transaction say different things"));
                }
            }
            String type = first.text("type");
            if (type != null && type.codePoints().anyMatch(Character::isISOControl)) {
                return refuse(LineRefusal.invalid("type", "has a control character"));
            }
            LocalDate valueDate = date(first);
            if (valueDate == null) {
                return null;
            }
            var details = new Details(first.text("description"), first.text("reference"), metadata(type));
            Instruction instruction = first.get("counter") == null
                    ? legs(group, valueDate, details)
                    : transfer(first, valueDate, details);
            return instruction == null ? null : new Request(new IdempotencyKey(scope, id), origin, instruction);
        }

        private @Nullable Instruction transfer(CsvTable.Line line, LocalDate valueDate, Details details) {
            Money amount = money(line, "amount");
            Long account = amount == null ? null : account(line, "account", amount.currency());
            Long counter = account == null || amount == null ? null : account(line, "counter", amount.currency());
            if (amount == null || account == null || counter == null) {
                return null;
            }
            boolean debit = amount.isNegative();
            return new Instruction.Transfer(
                    TransactionKind.IMPORT,
                    debit ? account : counter,
                    debit ? counter : account,
                    debit ? amount.negated() : amount,
                    valueDate,
                    details);
        }

        private @Nullable Instruction legs(List<CsvTable.Line> group, LocalDate valueDate, Details details) {
            List<Leg> legs = new ArrayList<>(group.size());
            for (var line : group) {
                Money amount = money(line, "amount");
                Long account = amount == null ? null : account(line, "account", amount.currency());
                if (amount == null || account == null) {
                    return null;
                }
                legs.add(new Leg(account, amount));
            }
            return new Instruction.Post(TransactionKind.IMPORT, legs, valueDate, details);
        }

        @Nullable
        Recorded recorded(CsvTable.Line line) {
            if (line.get("balance") == null) {
                return null;
            }
            Money balance = money(line, "balance");
            Long account = balance == null ? null : account(line, "account", balance.currency());
            return account == null || balance == null ? null : new Recorded(account, balance.minorUnits());
        }

        private @Nullable LocalDate date(CsvTable.Line line) {
            String text = line.get("value_date");
            if (text == null) {
                return refuse(LineRefusal.missing("value_date"));
            }
            try {
                return LocalDate.parse(text);
            } catch (DateTimeParseException invalid) {
                return refuse(LineRefusal.invalid("value_date", "a day such as 2026-01-31"));
            }
        }

        private @Nullable Money money(CsvTable.Line line, String column) {
            String text = line.get(column);
            if (text == null) {
                return refuse(LineRefusal.missing(column));
            }
            String code = line.get("currency");
            if (code == null) {
                return refuse(LineRefusal.missing("currency"));
            }
            Currency currency;
            try {
                currency = Money.currency(code);
            } catch (InvalidMoney invalid) {
                return refuse(LineRefusal.invalid("currency", String.valueOf(invalid.getMessage())));
            }
            try {
                return Money.parse(text, currency);
            } catch (InvalidMoney invalid) {
                return refuse(LineRefusal.invalid(column, String.valueOf(invalid.getMessage())));
            }
        }

        private @Nullable Long account(CsvTable.Line line, String column, Currency currency) {
            String name = line.get(column);
            if (name == null) {
                return refuse(LineRefusal.missing(column));
            }
            return switch (accounts.get(name, currency)) {
                case KnownAccounts.Found.InBank(long id) -> id;
                case KnownAccounts.Found.ToBeOpened(long id) -> id;
                case KnownAccounts.Found.Nothing(var because) -> refuse(because);
            };
        }

        /** What a leg leaves empty is that of the first. */
        private static boolean contradicts(CsvTable.Line first, CsvTable.Line leg, String column) {
            String said = leg.get(column);
            return said != null && !said.equals(first.get(column));
        }

        private static @Nullable String metadata(@Nullable String type) {
            return type == null ? null : JSON.writeValueAsString(Map.of("type", type));
        }
    }

    @Override
    public void close() {
        table.close();
    }
}
