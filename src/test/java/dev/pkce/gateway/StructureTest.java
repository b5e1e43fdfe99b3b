package dev.pkce.gateway;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The arrows between the packages: they point down only, and the features never meet but in {@code flow}. */
class StructureTest {
    private static final String ROOT = "dev.pkce.gateway";

    private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            entry("api", Set.of()),
            entry("settings", Set.of("api")),
            entry("logging", Set.of("settings", "trace")),
            entry("trace", Set.of("api", "settings")),
            entry("page", Set.of()),
            entry("redis", Set.of("api", "settings")),
            entry("seal", Set.of("api", "settings")),
            entry("flow", Set.of("api", "redis", "seal", "settings", "trace")),
            entry("provider", Set.of("api", "settings")),
            entry("challenge", Set.of("api", "flow")),
            entry("authorize", Set.of("api", "flow", "provider")),
            entry("token", Set.of("api", "flow", "provider", "redis", "seal")),
            entry("http", Set.of("api", "page", "settings", "trace")),
            entry("ops", Set.of("api", "page", "settings")),
            entry("doctor", Set.of("api", "settings", "provider", "redis")),
            entry("demo", Set.of()),
            // On top of all: it starts what others are to test against.
            entry("testing", Set.of("the root package", "api", "demo", "settings")));

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @TestFactory
    Stream<DynamicTest> packages_use_only_what_is_below_them() {
        return MAY_USE.entrySet().stream()
                .map(rule -> DynamicTest.dynamicTest(
                        rule.getKey(), () -> assertThat(used(rule.getKey())).isSubsetOf(rule.getValue())));
    }

    @Test
    void every_package_has_a_rule_and_a_description() {
        assertThat(packages()).isEqualTo(MAY_USE.keySet());
        assertThat(MAIN.stream().filter(c -> c.getSimpleName().equals("package-info")))
                .extracting(JavaClass::getPackageName)
                .hasSize(MAY_USE.size() + 1);
    }

    @Test
    void there_are_no_cycles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(MAIN);
    }

    @Test
    void the_contract_needs_nothing_but_vertx_core() {
        assertThat(dependencies("api"))
                .map(JavaClass::getPackageName)
                .allMatch(name -> Stream.of("java.", "io.vertx.core", "org.slf4j", "org.jspecify", ROOT + ".api")
                        .anyMatch(name::startsWith));
    }

    @Test
    void only_what_is_for_tests_needs_junit() {
        assertThat(MAIN.stream()
                        .filter(c -> !feature(c).equals("testing"))
                        .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
                        .map(dependency -> dependency.getTargetClass().getPackageName()))
                .noneMatch(name -> name.startsWith("org.junit") || name.equals(ROOT + ".testing"));
    }

    @Test
    void what_only_the_program_needs_is_not_asked_of_those_who_embed_it() {
        assertThat(MAIN.stream()
                        .filter(c ->
                                !feature(c).equals("logging") && !c.getName().contains("OtlpTracing"))
                        .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
                        .map(dependency -> dependency.getTargetClass().getPackageName()))
                .noneMatch(name -> Stream.of("ch.qos.", "org.slf4j.bridge", "io.opentelemetry.sdk", "io.vertx.tracing")
                        .anyMatch(name::startsWith));
    }

    @Test
    void only_the_command_line_needs_picocli() {
        assertThat(MAIN.stream()
                        .filter(c -> c.getDirectDependenciesFromSelf().stream()
                                .anyMatch(dependency -> dependency
                                        .getTargetClass()
                                        .getPackageName()
                                        .startsWith("picocli")))
                        .map(JavaClass::getSimpleName))
                .allMatch(name -> name.endsWith("Command")
                        || Set.of("Main", "Version", "ConfigurationFile").contains(name));
    }

    private static Set<String> packages() {
        return MAIN.stream()
                .map(StructureTest::feature)
                .filter(Predicate.not(String::isEmpty))
                .collect(toSet());
    }

    private static Set<String> used(String feature) {
        return dependencies(feature)
                .filter(target -> target.getPackageName().startsWith(ROOT))
                .map(target -> target.getPackageName().equals(ROOT) ? "the root package" : feature(target))
                .filter(target -> !target.equals(feature))
                .collect(toSet());
    }

    private static Stream<JavaClass> dependencies(String feature) {
        return MAIN.stream()
                .filter(c -> feature(c).equals(feature))
                .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
                .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                .filter(target -> !target.isPrimitive());
    }

    private static String feature(JavaClass type) {
        String name = type.getPackageName();
        return name.startsWith(ROOT + ".") ? name.substring(ROOT.length() + 1) : "";
    }
}
