package dev.bankengine.ledger;

import dev.bankengine.TestServers;
import org.junit.jupiter.api.Nested;

/** What many do at once: on one server, on one whose batches overlap, and on two that share a database. */
class ConcurrentPostingTest {

    @Nested
    class OnOneServer extends ConcurrentPostingScenarios {
        OnOneServer() {
            super(TestServers.start(1));
        }
    }

    @Nested
    class OnOneServerWithTwoLanes extends ConcurrentPostingScenarios {
        OnOneServerWithTwoLanes() {
            super(TestServers.start(1, "--bankengine.posting.lanes=2"));
        }
    }

    @Nested
    class OnTwoServers extends ConcurrentPostingScenarios {
        OnTwoServers() {
            super(TestServers.start(2));
        }
    }
}
