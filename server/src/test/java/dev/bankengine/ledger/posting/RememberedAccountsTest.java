package dev.bankengine.ledger.posting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bankengine.ledger.AccountStatus;
import java.util.Currency;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RememberedAccountsTest {

    @Test
    void recallsTheLatestStateAsACopyOfTheCallersOwn() {
        var remembered = new RememberedAccounts(10);
        remembered.remember(List.of(account(1, 100), account(2, 200)));
        remembered.remember(List.of(account(1, 150)));

        var recalled = remembered.recall(new long[] {1, 2, 3});
        assertThat(recalled).containsOnlyKeys(1L, 2L);
        assertThat(recalled.values()).extracting(account -> account.balance).containsExactlyInAnyOrder(150L, 200L);

        recalled.values().forEach(account -> account.balance = 7);
        assertThat(remembered.recall(new long[] {1}).values())
                .extracting(account -> account.balance)
                .containsExactly(150L);
    }

    @Test
    void forgetsWhatTurnedOutToBeOutOfDateHoweverOldItIs() {
        var remembered = new RememberedAccounts(4);
        remembered.remember(List.of(account(1, 100), account(2, 200), account(3, 300)));
        remembered.remember(List.of(account(1, 150)));

        remembered.forget(new long[] {1, 2});

        assertThat(remembered.recall(new long[] {1, 2, 3})).containsOnlyKeys(3L);
    }

    @Test
    void keepsNoMoreThanItMayAndTheLatestAmongThem() {
        var remembered = new RememberedAccounts(10);
        for (long id = 1; id <= 1_000; id++) {
            remembered.remember(List.of(account(id, id)));
        }

        var recalled = remembered.recall(LongStream.rangeClosed(1, 1_000).toArray());
        assertThat(recalled).hasSizeLessThanOrEqualTo(10).containsKey(1_000L);
    }

    private static AccountState account(long id, long balance) {
        return new AccountState(id, Currency.getInstance("EUR"), true, AccountStatus.OPEN, 0, balance, 0, balance);
    }
}
