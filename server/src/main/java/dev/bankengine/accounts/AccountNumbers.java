package dev.bankengine.accounts;

import dev.bankengine.platform.EnvironmentProblem;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.iban4j.CountryCode;
import org.iban4j.Iban;
import org.iban4j.Iban4jException;
import org.iban4j.IbanUtil;
import org.iban4j.bban.BbanEntryType;
import org.iban4j.bban.BbanStructure;
import org.iban4j.bban.BbanStructureEntry;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Account numbers: IBANs of the configured country and bank code. The account's id is the number
 * within the bank, so no two accounts can get the same one, however many servers open accounts.
 *
 * <p>The default is a German bank code of the series 9, which the Bundesbank gives to nobody: codes
 * begin with the clearing area, 1 to 8.
 */
@Component
public class AccountNumbers {

    private static final String NOTHING_CHANGED = " Nothing was changed.";
    private static final int MAX_WRITTEN_LENGTH = 42;
    private static final Pattern ELECTRONIC = Pattern.compile("[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}");

    private final CountryCode country;
    private final String bankCode;
    private final String branchCode;
    private final int accountNumberLength;

    AccountNumbers(
            @Value("${bankengine.iban.country:DE}") String country,
            @Value("${bankengine.iban.bank-code:99999999}") String bankCode,
            @Value("${bankengine.iban.branch-code:}") String branchCode) {
        this.country = countryOf(country);
        this.bankCode = bankCode;
        this.branchCode = branchCode;
        this.accountNumberLength = accountNumberLength(this.country);
        requireUsable(this.country, bankCode);
    }

    /**
     * The number of the account with this id.
     *
     * @throws IllegalStateException when the country's numbers have too few digits for it
     */
    public String of(long accountId) {
        String digits = Long.toString(accountId);
        if (digits.length() > accountNumberLength) {
            throw new IllegalStateException("numbers of %s have %d digits for the account, too few for %d"
                    .formatted(country, accountNumberLength, accountId));
        }
        var number = new Iban.Builder()
                .countryCode(country)
                .bankCode(bankCode)
                .accountNumber("0".repeat(accountNumberLength - digits.length()) + digits);
        return (branchCode.isEmpty() ? number : number.branchCode(branchCode))
                .build()
                .toString();
    }

    /**
     * Reads an IBAN, written with or without blanks between its groups.
     *
     * @return it in capitals and without blanks
     * @throws InvalidAccountNumber with a message for the person who sent it
     */
    public static String parse(String written) {
        if (written.length() > MAX_WRITTEN_LENGTH) {
            throw new InvalidAccountNumber("an account number is an IBAN, which has at most 34 characters");
        }
        String number = written.replace(" ", "");
        if (!ELECTRONIC.matcher(number).matches()) {
            throw new InvalidAccountNumber("an account number is an IBAN in capitals, such as DE89370400440532013000");
        }
        // Remainders of 97 give check digits from 02 to 98; 00, 01 and 99 pass the division all the same.
        int checkDigits = Integer.parseInt(number.substring(2, 4));
        if (checkDigits < 2 || checkDigits > 98) {
            throw new InvalidAccountNumber("the check digits of the account number can't be right");
        }
        try {
            IbanUtil.validate(number);
        } catch (Iban4jException invalid) {
            throw new InvalidAccountNumber("the account number is no valid IBAN; check it for a mistyped character");
        }
        return number;
    }

    private static CountryCode countryOf(String code) {
        var country = CountryCode.getByCode(code);
        if (country == null || BbanStructure.forCountry(country) == null) {
            throw new EnvironmentProblem(
                    "bankengine.iban.country is \"%s\", which is no country with IBANs; it takes one, such as DE."
                                    .formatted(code)
                            + NOTHING_CHANGED);
        }
        return country;
    }

    private static int accountNumberLength(CountryCode country) {
        return BbanStructure.forCountry(country).getEntries().stream()
                .filter(entry -> entry.getEntryType() == BbanEntryType.account_number)
                .mapToInt(BbanStructureEntry::getLength)
                .sum();
    }

    /** What can't give one valid number is found at the start and not when the first customer comes. */
    private void requireUsable(CountryCode country, String bankCode) {
        boolean nationalCheckDigit = BbanStructure.forCountry(country).getEntries().stream()
                .anyMatch(entry -> entry.getEntryType() == BbanEntryType.national_check_digit);
        if (nationalCheckDigit) {
            throw new EnvironmentProblem(
                    "bankengine.iban.country is %s, whose numbers carry a national check digit;".formatted(country)
                            + " choose a country whose numbers don't." + NOTHING_CHANGED);
        }
        try {
            parse(of(1));
        } catch (Iban4jException | InvalidAccountNumber unusable) {
            throw new EnvironmentProblem(
                    "bankengine.iban.bank-code \"%s\" and branch-code \"%s\" give no valid number in %s; they take %s."
                                    .formatted(bankCode, branchCode, country, codesOf(country))
                            + NOTHING_CHANGED,
                    unusable);
        }
    }

    /** What the codes of a country's banks and branches look like. */
    private static String codesOf(CountryCode country) {
        return BbanStructure.forCountry(country).getEntries().stream()
                .filter(entry -> entry.getEntryType() == BbanEntryType.bank_code
                        || entry.getEntryType() == BbanEntryType.branch_code)
                .map(entry -> "a %s of %d %s"
                        .formatted(
                                entry.getEntryType() == BbanEntryType.bank_code ? "bank code" : "branch code",
                                entry.getLength(),
                                switch (entry.getCharacterType()) {
                                    case n -> "digits";
                                    case a -> "capitals";
                                    case c -> "digits or capitals";
                                }))
                .collect(Collectors.joining(" and "));
    }
}
