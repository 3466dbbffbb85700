package dev.bankengine.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bankengine.BankEngine;
import dev.bankengine.ledger.AccountRule;
import dev.bankengine.ledger.Check;
import dev.bankengine.ledger.Rule;
import dev.bankengine.platform.cli.CommandLineOfBank;
import dev.bankengine.rest.Refusals;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;

/** What the reference lists is what there is, no more and no less. */
class ReferenceTest {

    private static final Path SOURCES = Document.REPOSITORY.resolve("server/src/main/java");
    private static final Path BENCH =
            Document.REPOSITORY.resolve("bench/src/main/java/dev/bankengine/bench/Bench.java");
    private static final Pattern OPTION = Pattern.compile("--[a-z]+(?:-[a-z]+)*");

    private final Document refusals = Document.at("docs/reference/refusals.md");
    private final Document commandLine = Document.at("docs/reference/cli.md");
    private final Document configuration = Document.at("docs/reference/configuration.md");

    @Test
    void listsTheRefusalsOfTheLedgerInTheirOrder() {
        assertThat(firstThree(refusals.table("Refusals of the ledger")))
                .isEqualTo(Arrays.stream(Rule.values())
                        .map(r -> List.of(
                                Integer.toString(r.ordinal() + 1),
                                r.name(),
                                Integer.toString(Refusals.status(r).value())))
                        .toList());
    }

    @Test
    void listsTheRefusalsOfAChangeToAnAccountInTheirOrder() {
        assertThat(firstThree(refusals.table("Refusals of a change to an account")))
                .isEqualTo(Arrays.stream(AccountRule.values())
                        .map(r -> List.of(
                                Integer.toString(r.ordinal() + 1),
                                r.name(),
                                Integer.toString(Refusals.status(r).value())))
                        .toList());
    }

    @Test
    void listsEveryOtherCodeThatAProblemIsGiven() throws IOException {
        Pattern code = Pattern.compile("(?:Problem\\.of|Refusals\\.notFound)\\(\\s*(?:[^;\"]*?,\\s*)?\"([A-Z_]+)\"");
        assertThat(codes("Everything else")).containsExactlyInAnyOrderElementsOf(found(code));
    }

    @Test
    void listsEveryCodeThatARefusedLineOfAnImportIsGiven() throws IOException {
        Pattern code = Pattern.compile("new LineRefusal\\(\\s*\"([A-Z_]+)\"");
        assertThat(codes("Refused lines of an import")).containsExactlyInAnyOrderElementsOf(found(code));
    }

    @Test
    void listsTheChecksOfAVerification() {
        assertThat(Document.at("docs/concepts/verification.md").table("Checks"))
                .isEqualTo(Arrays.stream(Check.values())
                        .map(c -> List.of(
                                Integer.toString(c.invariant()),
                                c.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                                c.statement()))
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "serve", "import", "export", "verify"})
    void listsTheOptionsOfEachCommand(String command) {
        Set<String> options = options(help(command, "--help"));
        options.remove("--help");
        assertThat(documentedOptions(command)).isEqualTo(options);
    }

    @Test
    void listsTheOptionsOfTheBenchmark() throws IOException {
        Set<String> options = Pattern.compile("\"(" + OPTION.pattern() + ")\"")
                .matcher(Files.readString(BENCH))
                .results()
                .map(option -> option.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(documentedOptions("bench")).isEqualTo(options);
    }

    @Test
    void listsEveryCommand() {
        Set<String> commands = Pattern.compile("(?m)^  ([a-z]+) ")
                .matcher(help("--help"))
                .results()
                .map(command -> command.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(commands).contains("demo", "serve", "verify", "bench", "test");
        assertThat(commandLine.anchors()).containsAll(commands);
    }

    @Test
    void mentionsNoOptionThatDoesNotExist() throws IOException {
        Map<String, Set<String>> known = new TreeMap<>();
        for (String command : List.of("demo", "serve", "import", "export", "verify")) {
            known.put(command, options(help(command, "--help")));
        }
        // Its help and version come with picocli and stand nowhere in its source.
        known.put("bench", options("--help --version " + Files.readString(BENCH)));
        Pattern call =
                Pattern.compile("bankengine (demo|serve|import|export|verify|bench)\\b([^`\\n]*(?:\\\\\\n[^\\n]*)*)");
        for (Document document : Document.all()) {
            for (MatchResult use : call.matcher(document.text()).results().toList()) {
                String command = use.group(1);
                assertThat(known.get(command))
                        .as("%s mentions: bankengine %s%s", document.name(), command, use.group(2))
                        .containsAll(options(use.group(2)));
            }
        }
    }

    @Test
    void listsEveryPropertyWithItsDefault() throws Exception {
        Map<String, String> documented = new TreeMap<>();
        for (List<String> row : configuration.table("Properties")) {
            documented.put(row.get(0), row.get(1));
        }
        Map<String, String> properties = new TreeMap<>(singleProperties());
        properties.putAll(groupedProperties());
        assertThat(documented.keySet()).isEqualTo(properties.keySet());
        properties.forEach((name, value) -> {
            if (!value.isEmpty()) {
                assertThat(documented).containsEntry(name, value);
            }
        });
    }

    @Test
    void listsEveryVariableOfTheEnvironment() throws IOException {
        Pattern variable = Pattern.compile("\\b(BANKENGINE_[A-Z_]+|XDG_CACHE_HOME|JAVA_HOME)\\b");
        Set<String> variables = found(variable);
        variable.matcher(Files.readString(Document.REPOSITORY.resolve("bankengine")))
                .results()
                .forEach(use -> variables.add(use.group(1)));
        assertThat(configuration.table("Environment"))
                .extracting(List::getFirst)
                .containsExactlyInAnyOrderElementsOf(variables);
    }

    private static Map<String, String> singleProperties() throws IOException {
        Pattern placeholder = Pattern.compile("\\$\\{(bankengine\\.[a-z.-]+):([^}]*)}");
        Map<String, String> properties = new TreeMap<>();
        for (Path source : sources()) {
            placeholder
                    .matcher(Files.readString(source))
                    .results()
                    .forEach(use -> properties.put(use.group(1), use.group(2)));
        }
        return properties;
    }

    private static Map<String, String> groupedProperties() throws ClassNotFoundException {
        var scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        Map<String, String> properties = new TreeMap<>();
        for (var found : scanner.findCandidateComponents("dev.bankengine")) {
            Class<?> type = Class.forName(found.getBeanClassName());
            String prefix = type.getAnnotation(ConfigurationProperties.class).value();
            for (RecordComponent component : type.getRecordComponents()) {
                String name = component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
                properties.put(prefix + "." + name, defaultOf(type, component));
            }
        }
        return properties;
    }

    /** The annotation stands on the constructor's parameter of the same name. */
    private static String defaultOf(Class<?> type, RecordComponent component) {
        return Arrays.stream(type.getDeclaredConstructors()[0].getParameters())
                .filter(parameter -> parameter.getName().equals(component.getName()))
                .map(parameter -> parameter.getAnnotation(DefaultValue.class))
                .map(value -> value == null ? "" : String.join(",", value.value()))
                .findFirst()
                .orElseThrow();
    }

    private Set<String> codes(String heading) {
        return refusals.table(heading).stream()
                .flatMap(row -> Arrays.stream(row.getFirst().split(", ")))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<String> documentedOptions(String command) {
        return commandLine.table(command).stream()
                .map(row -> row.getFirst().split(" ")[0])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<List<String>> firstThree(List<List<String>> rows) {
        return rows.stream().map(row -> row.subList(0, 3)).toList();
    }

    private static Set<String> options(String text) {
        return OPTION.matcher(text).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> found(Pattern pattern) throws IOException {
        Set<String> found = new TreeSet<>();
        for (Path source : sources()) {
            pattern.matcher(Files.readString(source)).results().forEach(use -> found.add(use.group(1)));
        }
        return found;
    }

    private static List<Path> sources() throws IOException {
        try (var files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    private static String help(String... arguments) {
        PrintStream screen = System.out;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setOut(new PrintStream(said, true, UTF_8));
        try {
            assertThat(CommandLineOfBank.run(BankEngine.class, arguments)).isZero();
        } finally {
            System.setOut(screen);
        }
        return said.toString(UTF_8);
    }
}
