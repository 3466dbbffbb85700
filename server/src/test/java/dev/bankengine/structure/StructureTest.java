package dev.bankengine.structure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bankengine.BankEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.modulith.ApplicationModule;
import org.springframework.modulith.core.ApplicationModules;
import org.springframework.web.bind.annotation.RequestParam;

class StructureTest {

    private static final Path CLASSES = Path.of("target", "classes", "dev", "bankengine");
    private static final Path TESTS = Path.of("target", "test-classes", "dev", "bankengine");
    private static final Path PLANTED = TESTS.resolve(Path.of("structure", "planted", "code"));

    /** Where time and share of work are shown, and no money is near. */
    private static final Set<String> MAY_FLOAT = Set.of();

    /** Names of roles and databases can't be parameters of a statement; what is put in is quoted or ours. */
    private static final Set<String> MAY_JOIN_SQL = Set.of();

    @Test
    void modulesKeepToTheirBoundaries() {
        ApplicationModules.of(BankEngine.class).verify();
    }

    @Test
    void everyModuleSaysWhatItMayUse() {
        assertThat(ApplicationModules.of(BankEngine.class).stream()
                        .filter(module -> module.getBasePackage()
                                .getAnnotation(ApplicationModule.class)
                                .filter(said -> !List.of(said.allowedDependencies())
                                        .equals(List.of(ApplicationModule.OPEN_TOKEN)))
                                .isEmpty())
                        .map(module -> module.getIdentifier().toString()))
                .isEmpty();
    }

    /** The class path shows the one of the tests first, and with it nothing of what the module says. */
    @Test
    void noPackageOfTestsDescribesAPackageOfTheProgram() throws IOException {
        try (var files = Files.walk(TESTS)) {
            assertThat(files.filter(file -> file.endsWith("package-info.class"))
                            .filter(file -> Files.exists(CLASSES.resolve(TESTS.relativize(file)))))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Module 'burglar' depends on non-exposed type dev.bankengine.structure.planted.vault.internal.Combination",
                "Module 'thief' depends on module 'vault'",
                "Cycle detected: Slice ping",
            })
    void aModuleThatReachesAcrossIsNoticed(String said) {
        var planted = ApplicationModules.of(
                "dev.bankengine.structure.planted", location -> location.contains("/structure/planted/"));
        assertThat(planted.detectViolations().getMessage()).contains(said);
    }

    @Test
    void noFloatingPointIsNearMoney() {
        assertThat(outside(MAY_FLOAT, BytecodeRule.NO_FLOATING_POINT.violationsBelow(CLASSES)))
                .isEmpty();
    }

    @Test
    void floatingPointIsNoticed() {
        assertThat(BytecodeRule.NO_FLOATING_POINT.violationsBelow(PLANTED))
                .anyMatch(violation -> violation.endsWith("RoundingInterest: method inALocalVariable"))
                .anyMatch(violation -> violation.endsWith("RoundingInterest: method throughADouble"))
                .anyMatch(violation -> violation.endsWith("RoundingInterest$Quote: field rate"));
    }

    /** Where it is required, every request without it pays for reading the method's annotations anew. */
    @Test
    void noParameterThatMayBeMissingIsRequired() throws IOException {
        try (var files = Files.walk(CLASSES)) {
            assertThat(files.map(CLASSES::relativize)
                            .map(Path::toString)
                            .filter(file -> file.endsWith("Controller.class"))
                            .flatMap(file -> Stream.of(controller(file).getDeclaredMethods()))
                            .flatMap(method -> Stream.of(method.getParameters()))
                            .filter(parameter -> parameter.isAnnotationPresent(RequestParam.class)))
                    .isNotEmpty()
                    .noneMatch(parameter ->
                            parameter.getAnnotation(RequestParam.class).required()
                                    && parameter.getAnnotatedType().isAnnotationPresent(Nullable.class));
        }
    }

    private static Class<?> controller(String file) {
        try {
            return Class.forName("dev.bankengine." + file.replace(".class", "").replace('/', '.'));
        } catch (ClassNotFoundException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Test
    void noSqlIsBuiltFromParts() {
        assertThat(outside(MAY_JOIN_SQL, BytecodeRule.NO_SQL_FROM_PARTS.violationsBelow(CLASSES)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"plus", "formatted", "format", "append", "appended", "concat", "replace"})
    void sqlFromPartsIsNoticed(String way) {
        assertThat(BytecodeRule.NO_SQL_FROM_PARTS.violationsBelow(PLANTED))
                .anyMatch(violation -> violation.endsWith("ConcatenatedSql: method " + way));
    }

    private static List<String> outside(Set<String> allowed, List<String> violations) {
        return violations.stream()
                .filter(violation -> allowed.stream().noneMatch(violation::startsWith))
                .toList();
    }
}
