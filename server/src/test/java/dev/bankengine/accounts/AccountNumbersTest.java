package dev.bankengine.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bankengine.platform.EnvironmentProblem;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccountNumbersTest {

    @ParameterizedTest(name = "{0} is {1} {2}")
    @CsvFileSource(resources = "/iban/iban_vectors.csv", numLinesToSkip = 1)
    void agreesWithOtherImplementations(String iban, String expected) {
        if (expected.equals("valid")) {
            assertThat(AccountNumbers.parse(iban)).isEqualTo(iban.replace(" ", ""));
        } else {
            assertThatThrownBy(() -> AccountNumbers.parse(iban)).isInstanceOf(InvalidAccountNumber.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "DE",
                "de89370400440532013000",
                "DE89370400440532013000\n",
                "DE89-3704-0044-0532-0130-00",
                "DE893704004405320130001234567890123456789012345",
                "ＤＥ89370400440532013000",
                "DE89370400440532013001",
                "DE89370400440532031000",
                "'; DROP TABLE accounts.account; --"
            })
    void refusesWhatIsNoIban(String text) {
        assertThatThrownBy(() -> AccountNumbers.parse(text)).isInstanceOf(InvalidAccountNumber.class);
    }

    @ParameterizedTest
    @CsvSource({"DE,99999999,''", "NL,TEST,''", "AT,99999,''", "CH,99999,''", "GB,TEST,999999"})
    void givesValidAndDifferentNumbers(String country, String bankCode, String branchCode) {
        var numbers = new AccountNumbers(country, bankCode, branchCode);
        var given = LongStream.of(1000, 1001, 9_999_999).mapToObj(numbers::of).toList();
        assertThat(given).doesNotHaveDuplicates().allSatisfy(number -> {
            assertThat(number).startsWith(country);
            assertThat(AccountNumbers.parse(number)).isEqualTo(number);
        });
    }

    @ParameterizedTest
    @CsvSource({"ZZ,1,''", "US,1,''", "FR,20041,01005", "PL,99999999,''", "DE,1,''", "DE,ABCDEFGH,''", "IT,05428,11101"
    })
    void refusesToStartWithWhatGivesNoNumbers(String country, String bankCode, String branchCode) {
        assertThatThrownBy(() -> new AccountNumbers(country, bankCode, branchCode))
                .isInstanceOf(EnvironmentProblem.class)
                .hasMessageContaining("bankengine.iban");
    }

    @Test
    void masksAllButTheFirstLettersAndHowManyThereAre() {
        assertThat(Recipients.mask("Jane Doe")).isEqualTo("J*** D***");
        assertThat(Recipients.mask("J D")).isEqualTo("J*** D***");
        assertThat(Recipients.mask("李 明")).isEqualTo("李*** 明***");
        assertThat(Recipients.mask("  Ünal   de la Ø ")).isEqualTo("Ü*** d*** l*** Ø***");
        assertThat(Recipients.mask("😀😀")).isEqualTo("😀***");
        assertThat(Recipients.mask(null)).isNull();
    }
}
