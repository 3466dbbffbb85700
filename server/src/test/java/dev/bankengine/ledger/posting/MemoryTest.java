package dev.bankengine.ledger.posting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bankengine.ledger.AccountStatus;
import java.util.Currency;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MemoryTest {

    @Test
    void recallsTheLatestStateAsACopyOfTheCallersOwn() {
        var memory = new Memory(10);
        memory.remember(List.of(account(1, 100), account(2, 200)), List.of());
        memory.remember(List.of(account(1, 150)), List.of());

        var recalled = memory.recall(new long[] {1, 2, 3});
        assertThat(recalled).containsOnlyKeys(1L, 2L);
        assertThat(recalled.values()).extracting(account -> account.balance).containsExactlyInAnyOrder(150L, 200L);

        recalled.values().forEach(account -> account.balance = 7);
        assertThat(memory.recall(new long[] {1}).values())
                .extracting(account -> account.balance)
                .containsExactly(150L);
    }

    @Test
    void forgetsWhatTurnedOutToBeOutOfDateHoweverOldItIs() {
        var memory = new Memory(4);
        memory.remember(List.of(account(1, 100), account(2, 200), account(3, 300)), List.of());
        memory.remember(List.of(account(1, 150)), List.of());

        memory.forget(new long[] {1, 2});

        assertThat(memory.recall(new long[] {1, 2, 3})).containsOnlyKeys(3L);
    }

    @Test
    void keepsNoMoreThanItMayAndTheLatestAmongThem() {
        var memory = new Memory(10);
        for (long id = 1; id <= 1_000; id++) {
            memory.remember(List.of(account(id, id)), List.of());
        }

        var recalled = memory.recall(LongStream.rangeClosed(1, 1_000).toArray());
        assertThat(recalled).hasSizeLessThanOrEqualTo(10).containsKey(1_000L);
    }

    @Test
    void knowsTheKeysOfLateAndNoMoreThanItMay() {
        var memory = new Memory(10);
        List<UUID> keys = Stream.generate(UUID::randomUUID).limit(1_000).toList();
        for (UUID key : keys) {
            memory.remember(List.of(), List.of(new Books.Decision(key, 1, 1L, null, null)));
        }

        assertThat(keys.stream().filter(memory::knows)).hasSizeBetween(5, 10).contains(keys.getLast());
        assertThat(memory.knows(UUID.randomUUID())).isFalse();
    }

    private static AccountState account(long id, long balance) {
        return new AccountState(id, Currency.getInstance("EUR"), true, AccountStatus.OPEN, 0, balance, 0, balance);
    }
}
