import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns the files of the Berka bank into what {@code bankengine import} reads. Needs a JDK and nothing else:
 *
 * <pre>
 * java samples/berka/Convert.java FROM TO amount|exact [ACCOUNTS]
 * </pre>
 *
 * FROM holds account.asc and trans_ordered.csv, TO gets accounts.csv and transactions.csv. The published amounts and
 * balances were each rounded to 0.10, so they don't fit together exactly: "amount" books the amounts as published,
 * "exact" the amounts plus the residual that makes them fit. ACCOUNTS takes only so many accounts that have
 * transactions, and leaves FROM's own lines for them in TO as well.
 */
public final class Convert {

    /** None of the codes that the Czech National Bank has assigned. */
    private static final String BANK_CODE = "9999";

    private static final int[] WEIGHTS = {6, 3, 7, 9, 10, 5, 8, 4, 2, 1};

    private Convert() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length < 3 || arguments.length > 4 || !arguments[2].matches("amount|exact")) {
            System.err.println("usage: java Convert.java FROM TO amount|exact [ACCOUNTS]");
            System.exit(2);
        }
        Path from = Path.of(arguments[0]);
        Path to = Path.of(arguments[1]);
        boolean exact = arguments[2].equals("exact");
        Optional<Integer> most = arguments.length == 4 ? Optional.of(Integer.valueOf(arguments[3])) : Optional.empty();
        Files.createDirectories(to);
        Map<String, String> numbers = new LinkedHashMap<>();
        transactions(from, to, exact, most, numbers);
        if (most.isEmpty()) {
            for (String account : accounts(from.resolve("account.asc"))) {
                numbers.computeIfAbsent(account, Convert::iban);
            }
        }
        try (var out = writer(to.resolve("accounts.csv"))) {
            out.print("number,type,currency\n");
            numbers.values().forEach(number -> out.print(number + ",CURRENT,CZK\n"));
        }
        if (most.isPresent()) {
            keepSource(from.resolve("account.asc"), to.resolve("account.asc"), numbers);
        }
        System.err.println(numbers.size() + " accounts in " + to);
    }

    private static List<String> accounts(Path file) throws IOException {
        try (var lines = Files.lines(file, StandardCharsets.UTF_8)) {
            return lines.skip(1).map(line -> fields(line)[0]).toList();
        }
    }

    private static void transactions(
            Path from, Path to, boolean exact, Optional<Integer> most, Map<String, String> numbers) throws IOException {
        try (BufferedReader in = Files.newBufferedReader(from.resolve("trans_ordered.csv"), StandardCharsets.UTF_8);
                var out = writer(to.resolve("transactions.csv"));
                var source = most.isPresent() ? writer(to.resolve("trans_ordered.csv")) : null) {
            String names = in.readLine();
            if (source != null) {
                source.print(names + "\n");
            }
            out.print("id,account,counter,amount,currency,value_date,description,reference,type,balance\n");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] f = line.split(";", -1);
                String account = f[0];
                if (!numbers.containsKey(account)) {
                    if (most.isPresent() && numbers.size() == most.get()) {
                        break;
                    }
                    numbers.put(account, iban(account));
                }
                if (source != null) {
                    source.print(line + "\n");
                }
                out.print(transaction(f, numbers.get(account), exact));
            }
        }
    }

    /** account_id;seq;trans_id;date;type;operation;amount;recorded_balance;k_symbol;bank;account;residual */
    private static String transaction(String[] f, String number, boolean exact) {
        boolean credit = f[4].equals("PRIJEM");
        BigDecimal amount = new BigDecimal(f[6]);
        BigDecimal signed = credit ? amount : amount.negate();
        if (exact) {
            signed = signed.add(new BigDecimal(f[11]));
        }
        String reference = f[9].isEmpty() && f[10].isEmpty() ? "" : f[9] + "/" + f[10];
        String type = (f[4] + " " + f[5] + " " + f[8]).strip().replaceAll(" +", " ");
        return String.join(
                        ",",
                        f[2],
                        number,
                        counter(f),
                        signed.toPlainString(),
                        "CZK",
                        f[3],
                        description(f),
                        reference,
                        type,
                        f[7])
                + "\n";
    }

    /** Whose account stands on the other side: the bank's cash, other banks, or what it earns and pays. */
    private static String counter(String[] f) {
        return switch (f[8]) {
            case "UROK", "SANKC. UROK" -> "INTEREST";
            case "SLUZBY" -> "FEE";
            default -> f[5].startsWith("PREVOD") ? "CLEARING" : "CASH";
        };
    }

    private static String description(String[] f) {
        String operation = switch (f[5]) {
            case "VKLAD" -> "Cash deposit";
            case "VYBER" -> "Cash withdrawal";
            case "VYBER KARTOU" -> "Card withdrawal";
            case "PREVOD Z UCTU" -> "From another bank";
            case "PREVOD NA UCET" -> "To another bank";
            default -> "";
        };
        return switch (f[8]) {
            case "UROK" -> "Interest";
            case "SANKC. UROK" -> "Penalty interest";
            case "SLUZBY" -> "Fee";
            case "SIPO" -> operation + ": household";
            case "UVER" -> operation + ": loan";
            case "POJISTNE" -> operation + ": insurance";
            case "DUCHOD" -> operation + ": pension";
            default -> operation;
        };
    }

    /**
     * A valid Czech IBAN for an account of the source: its id and the first two digits after it that make the weighted
     * sum of all a multiple of 11, as it must be in the Czech Republic.
     */
    private static String iban(String account) {
        for (int i = 0; i < 100; i++) {
            String digits = String.format("%010d", Long.parseLong(account) * 100 + i);
            int sum = 0;
            for (int d = 0; d < WEIGHTS.length; d++) {
                sum += WEIGHTS[d] * (digits.charAt(d) - '0');
            }
            if (sum % 11 == 0) {
                String bban = BANK_CODE + "000000" + digits;
                // C is 12 and Z is 35.
                int rest = new BigInteger(bban + "1235" + "00").mod(BigInteger.valueOf(97)).intValue();
                return String.format("CZ%02d%s", 98 - rest, bban);
            }
        }
        throw new IllegalStateException("no two digits make a Czech account number of " + account);
    }

    private static void keepSource(Path from, Path to, Map<String, String> numbers) throws IOException {
        try (BufferedReader in = Files.newBufferedReader(from, StandardCharsets.UTF_8);
                var out = writer(to)) {
            out.print(in.readLine() + "\n");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (numbers.containsKey(fields(line)[0])) {
                    out.print(line + "\n");
                }
            }
        }
    }

    private static String[] fields(String line) {
        return line.replace("\"", "").split(";", -1);
    }

    private static PrintWriter writer(Path file) throws IOException {
        return new PrintWriter(Files.newBufferedWriter(file, StandardCharsets.UTF_8));
    }
}
