package dev.bankengine.accounts;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Who an account number belongs to, for someone about to pay: enough to recognise a name, not enough to learn it. */
@Component
public class Recipients {

    private static final String STARS = "***";

    private final Accounts accounts;

    Recipients(Accounts accounts) {
        this.accounts = accounts;
    }

    /**
     * @param maskedName such as {@code J*** D***}; {@code null} where the bank has no name
     */
    public record Recipient(String number, @Nullable String maskedName) {}

    public Optional<Recipient> find(String number) {
        return accounts.find(number).map(account -> new Recipient(account.number(), mask(account.holderName())));
    }

    /** The first character of each word, and as many stars whatever its length: a word of one is not known for one. */
    static @Nullable String mask(@Nullable String name) {
        return name == null
                ? null
                : Arrays.stream(name.strip().split("\\s+"))
                        .map(word -> word.substring(0, word.offsetByCodePoints(0, 1)) + STARS)
                        .collect(Collectors.joining(" "));
    }
}
