package dev.bankengine.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bankengine.BankTest;
import dev.bankengine.ledger.History.Order;
import dev.bankengine.ledger.Statistics.Answer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is read from the books agrees with adding up by hand. */
@BankTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BooksTest {

    private static final long SEED = 20260821;

    @Autowired
    private Balances balances;

    @Autowired
    private History history;

    @Autowired
    private Transactions transactions;

    @Autowired
    private Statistics statistics;

    @Autowired
    private Journal journal;

    private final RandomBooks books;

    BooksTest(@Autowired JdbcClient jdbc) {
        books = new RandomBooks(jdbc, SEED);
    }

    @BeforeAll
    void writeThePast() {
        books.openAccounts(5).post(600);
    }

    @Test
    void balanceAtAnyBookingTimeIsTheSumUpToIt() {
        var random = new Random(SEED);
        for (long account : books.accounts) {
            for (int i = 0; i < 60; i++) {
                var time = i % 2 == 0
                        ? books.lines.get(random.nextInt(books.lines.size())).bookedAt()
                        : randomTime(random);
                long expected = books.of(account).stream()
                        .filter(l -> !l.bookedAt().isAfter(time))
                        .mapToLong(RandomBooks.Line::amount)
                        .sum();
                assertThat(balances.at(account, time)).as("at %s", time).hasValue(expected);
            }
            assertThat(balances.at(account, RandomBooks.START.minusSeconds(1))).hasValue(0);
        }
        assertThat(balances.at(999_999, RandomBooks.START)).isEmpty();
    }

    @Test
    void balanceAtAnyValueDateIsTheSumOfWhatCountsByThen() {
        var first = LocalDate.ofInstant(RandomBooks.START, ZoneOffset.UTC);
        var last = LocalDate.ofInstant(books.end(), ZoneOffset.UTC);
        for (long account : books.accounts) {
            for (var day = first.minusDays(12); day.isBefore(last.plusDays(12)); day = day.plusDays(1)) {
                var date = day;
                long expected = books.of(account).stream()
                        .filter(l -> !l.valueDate().isAfter(date))
                        .mapToLong(RandomBooks.Line::amount)
                        .sum();
                assertThat(balances.onValueDate(account, day)).as("on %s", day).hasValue(expected);
            }
        }
        assertThat(balances.onValueDate(999_999, first)).isEmpty();
    }

    @Test
    void turnoverOfAnyPeriodIsWhatItsEntriesAddUpTo() {
        var random = new Random(SEED);
        for (long account : books.accounts) {
            for (int i = 0; i < 30; i++) {
                var from = randomTime(random);
                var until = from.plus(Duration.ofHours(random.nextInt(24 * 60)));
                var within = books.of(account).stream()
                        .filter(l ->
                                !l.bookedAt().isBefore(from) && l.bookedAt().isBefore(until))
                        .toList();
                long opening = books.of(account).stream()
                        .filter(l -> l.bookedAt().isBefore(from))
                        .mapToLong(RandomBooks.Line::amount)
                        .sum();
                long in =
                        within.stream().mapToLong(l -> Math.max(0, l.amount())).sum();
                long out =
                        within.stream().mapToLong(l -> Math.max(0, -l.amount())).sum();
                long credits = within.stream().filter(l -> l.amount() > 0).count();
                assertThat(statistics.turnover(account, from, until))
                        .isEqualTo(new Answer.Turnover(
                                opening, in, out, opening + in - out, credits, within.size() - credits));
            }
        }
        assertThat(statistics.turnover(999_999, RandomBooks.START, books.end())).isEqualTo(new Answer.UnknownAccount());
    }

    @Test
    void historyShowsEveryEntryOnceForwardAndBackward() {
        for (long account : books.accounts) {
            for (var order : Order.values()) {
                var pages = walk(account, HistoryFilter.ALL, order, 17);
                assertThat(numbers(pages)).isEqualTo(expected(account, order, l -> true));
                assertThat(pages.getFirst().previous()).isNull();
                // And back again, page by page, to the very start.
                var back = new ArrayList<Page<HistoryEntry>>();
                String cursor = pages.getLast().previous();
                while (cursor != null) {
                    var page = history.page(account, HistoryFilter.ALL, order, cursor, 17);
                    back.addFirst(page);
                    cursor = page.previous();
                }
                assertThat(numbers(back)).isEqualTo(numbers(pages.subList(0, pages.size() - 1)));
            }
        }
    }

    @Test
    void historyFilters() {
        var from = LocalDate.ofInstant(RandomBooks.START, ZoneOffset.UTC).plusDays(10);
        var to = from.plusDays(12);
        check(filter(from, to, null, null, null, null, null, null, null), l -> {
            var day = LocalDate.ofInstant(l.bookedAt(), ZoneOffset.UTC);
            return !day.isBefore(from) && !day.isAfter(to);
        });
        check(
                filter(null, null, from, to, null, null, null, null, null),
                l -> !l.valueDate().isBefore(from) && !l.valueDate().isAfter(to));
        check(
                filter(null, null, null, null, TransactionKind.FEE, null, null, null, null),
                l -> l.kind() == TransactionKind.FEE);
        check(
                filter(null, null, null, null, null, 1_000L, 2_000L, null, null),
                l -> Math.abs(l.amount()) >= 1_000 && Math.abs(l.amount()) <= 2_000);
        check(
                filter(null, null, null, null, null, null, null, null, "R3"),
                l -> l.reference().equals("R3"));
        for (String text : List.of("rent", "RENT", "%", "t_x", "größe", "GRÖSSE", "\\", "no such thing", "'; --")) {
            check(
                    filter(null, null, null, null, null, null, null, text, null),
                    l -> l.description().toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT)));
        }
        check(filter(to, from, null, null, null, null, null, null, null), l -> false);
    }

    @Test
    void aForgedOrForeignCursorIsRefused() {
        long account = books.accounts.getFirst();
        String cursor = Objects.requireNonNull(history.page(account, HistoryFilter.ALL, Order.NEWEST_FIRST, null, 5)
                .next());
        assertThat(cursor).matches("[A-Za-z0-9_-]+");
        for (String forged :
                List.of("", "x", "%00", "AAAA", "A".repeat(5_000), cursor.substring(1), cursor + "A", "é")) {
            assertThatExceptionOfType(InvalidCursor.class)
                    .as(forged)
                    .isThrownBy(() -> history.page(account, HistoryFilter.ALL, Order.NEWEST_FIRST, forged, 5));
        }
        assertThatExceptionOfType(InvalidCursor.class)
                .isThrownBy(() -> history.page(account, HistoryFilter.ALL, Order.OLDEST_FIRST, cursor, 5));
        assertThatExceptionOfType(InvalidCursor.class)
                .isThrownBy(() -> history.page(account + 1, HistoryFilter.ALL, Order.NEWEST_FIRST, cursor, 5));
        // A checksum is no secret, so what it covers is checked as well.
        String list = "history:%d:%s:%s".formatted(account, Order.NEWEST_FIRST, HistoryFilter.ALL);
        for (long[] values : new long[][] {{2, 1}, {-1, 1}, {0, -1}, {1, Long.MIN_VALUE}}) {
            assertThatExceptionOfType(InvalidCursor.class)
                    .isThrownBy(() -> history.page(
                            account, HistoryFilter.ALL, Order.NEWEST_FIRST, Cursor.write(list, values), 5));
        }
        for (long[] values : new long[][] {{1, Long.MAX_VALUE}, {0, Long.MAX_VALUE}, {0, 0}, {1, 0}}) {
            assertThat(history.page(account, HistoryFilter.ALL, Order.NEWEST_FIRST, Cursor.write(list, values), 5)
                            .items())
                    .hasSizeLessThanOrEqualTo(5);
        }
    }

    @Test
    void anUnknownAccountHasAnEmptyHistory() {
        assertThat(history.page(999_999, HistoryFilter.ALL, Order.NEWEST_FIRST, null, 5))
                .isEqualTo(new Page<>(List.of(), null, null));
    }

    @Test
    void transactionsAreFoundByIdAndByReference() {
        for (var line : books.lines.subList(0, 20)) {
            var found = transactions.find(line.transactionId()).orElseThrow();
            assertThat(found.reversedBy()).isNull();
            assertThat(found.transaction().kind()).isEqualTo(line.kind());
            assertThat(found.transaction().bookedAt()).isEqualTo(line.bookedAt());
            assertThat(found.transaction().valueDate()).isEqualTo(line.valueDate());
            assertThat(found.transaction().entries())
                    .contains(
                            new Entry(line.accountId(), line.number(), line.amount(), line.balance(), RandomBooks.EUR));
        }
        assertThat(transactions.find(-1)).isEmpty();

        var found = new ArrayList<Long>();
        String cursor = null;
        do {
            var page = transactions.byReference("R2", cursor, 7);
            page.items().forEach(t -> found.add(t.transaction().id()));
            cursor = page.next();
        } while (cursor != null);
        assertThat(found)
                .isEqualTo(books.lines.stream()
                        .filter(l -> l.reference().equals("R2"))
                        .map(RandomBooks.Line::transactionId)
                        .distinct()
                        .sorted(Comparator.reverseOrder())
                        .toList());
    }

    @Test
    void theJournalGivesEveryTransactionOnceInOrder() {
        var read = new ArrayList<Long>();
        var position = Journal.Position.START;
        while (true) {
            var part = journal.read(position, 50);
            if (part.transactions().isEmpty()) {
                break;
            }
            part.transactions().forEach(t -> read.add(t.id()));
            position = part.end();
        }
        assertThat(read)
                .isEqualTo(books.lines.stream()
                        .map(RandomBooks.Line::transactionId)
                        .distinct()
                        .toList());
        assertThat(journal.read(position, 50)).isEqualTo(new Journal.Part(List.of(), position));
    }

    private void check(HistoryFilter filter, Predicate<RandomBooks.Line> matches) {
        for (long account : books.accounts) {
            for (var order : Order.values()) {
                assertThat(numbers(walk(account, filter, order, 10)))
                        .as("%s %s", filter, order)
                        .isEqualTo(expected(account, order, matches));
            }
        }
    }

    private List<Page<HistoryEntry>> walk(long account, HistoryFilter filter, Order order, int limit) {
        var pages = new ArrayList<Page<HistoryEntry>>();
        String cursor = null;
        do {
            var page = history.page(account, filter, order, cursor, limit);
            assertThat(page.items()).hasSizeLessThanOrEqualTo(limit);
            pages.add(page);
            cursor = page.next();
        } while (cursor != null);
        return pages;
    }

    private static List<Long> numbers(List<Page<HistoryEntry>> pages) {
        return pages.stream()
                .flatMap(p -> p.items().stream())
                .map(e -> e.entry().number())
                .toList();
    }

    private List<Long> expected(long account, Order order, Predicate<RandomBooks.Line> matches) {
        var numbers = books.of(account).stream()
                .filter(matches)
                .map(RandomBooks.Line::number)
                .toList();
        return order == Order.OLDEST_FIRST ? numbers : numbers.reversed();
    }

    private Instant randomTime(Random random) {
        long span = Duration.between(RandomBooks.START, books.end()).toMillis();
        return RandomBooks.START.plusMillis(random.nextLong(span + 100_000) - 50_000);
    }

    private static HistoryFilter filter(
            @Nullable LocalDate bookedFrom,
            @Nullable LocalDate bookedTo,
            @Nullable LocalDate valueFrom,
            @Nullable LocalDate valueTo,
            @Nullable TransactionKind kind,
            @Nullable Long minAmount,
            @Nullable Long maxAmount,
            @Nullable String text,
            @Nullable String reference) {
        return new HistoryFilter(bookedFrom, bookedTo, valueFrom, valueTo, kind, minAmount, maxAmount, text, reference);
    }
}
