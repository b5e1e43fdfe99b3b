package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.Version;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the gateway is made of, and what must not lie beside it. */
class SupplyTest {
    private static final Pattern RANDOM = Pattern.compile("(?<![A-Za-z0-9+/_.-])[A-Za-z0-9+/_-]{32,}");
    /** RFC 7636 appendix B, the verifier also with its last character changed. */
    private static final Set<String> VECTORS = Set.of(
            "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
            "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXl",
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");

    private static final List<Pattern> SECRETS = List.of(
            Pattern.compile("BEGIN [A-Z ]*PRIVATE KEY-----\\s*[A-Za-z0-9+/]{32}"),
            Pattern.compile("\\beyJ[A-Za-z0-9_-]{10,}\\.eyJ"),
            Pattern.compile("\\b(AKIA|ASIA)[A-Z0-9]{16}\\b"),
            Pattern.compile("\\b(ghp|gho|ghs|glpat|xox[bp])[_-][A-Za-z0-9]{20}"));

    private static ModuleDescriptor.Version version(String text) {
        return ModuleDescriptor.Version.parse(text.replace(".Final", ""));
    }

    @Test
    @DisplayName("T1: every Netty on the class path is 4.2.18 or newer")
    void netty_is_new_enough() {
        Map<String, Version> found = Version.identify();

        assertThat(found).containsKeys("netty-codec-http", "netty-handler", "netty-transport");
        assertThat(found.values())
                .allSatisfy(netty ->
                        assertThat(version(netty.artifactVersion())).isGreaterThanOrEqualTo(version("4.2.18")));
    }

    @ParameterizedTest(name = "T2: {0} is 5.0.12 or newer")
    @ValueSource(strings = {"vertx-core", "vertx-web", "vertx-web-client", "vertx-auth-common"})
    void vertx_is_new_enough(String artifact) throws IOException {
        Properties properties = new Properties();
        try (InputStream pom =
                Vertx.class.getResourceAsStream("/META-INF/maven/io.vertx/" + artifact + "/pom.properties")) {
            properties.load(pom);
        }

        assertThat(version(properties.getProperty("version"))).isGreaterThanOrEqualTo(version("5.0.12"));
    }

    @Test
    @DisplayName("T2: no files are served, and no name chooses a certificate")
    void what_was_broken_once_is_not_used() throws IOException {
        for (Path source : files("src/main/java")) {
            assertThat(Files.readString(source))
                    .as(source.toString())
                    .doesNotContain("StaticHandler", "setSni(true", "FaviconHandler");
        }
    }

    @ParameterizedTest(name = "T4: there is no secret in {0}")
    @ValueSource(strings = {"conf", "load-tests", "src", ".ci", "pom.xml", "README.md"})
    void there_are_no_secrets(String directory) throws IOException {
        List<Path> files = files(directory);
        assertThat(files).isNotEmpty();
        for (Path file : files) {
            String text = Files.readString(file);
            for (Pattern secret : SECRETS) {
                assertThat(secret.matcher(text).results())
                        .as("%s in %s", secret, file)
                        .isEmpty();
            }
            assertThat(random(text)).as(file.toString()).isSubsetOf(VECTORS);
        }
    }

    private static List<Path> files(String directory) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(directory))) {
            return files.filter(Files::isRegularFile)
                    // What the fuzzer begins with looks like tokens, which nobody signed, and need not be text.
                    .filter(file -> !file.toString().contains("FuzzInputs"))
                    .filter(file -> !file.toString().contains("node_modules"))
                    .toList();
        }
    }

    /** Words that nobody would think of: of small and capital letters and digits. What a package must hash to is none. */
    private static List<String> random(String text) {
        return RANDOM.matcher(text)
                .results()
                .map(MatchResult::group)
                .filter(word -> !word.startsWith("sha512-"))
                .filter(word -> word.matches(".*[a-z].*") && word.matches(".*[A-Z].*") && word.matches(".*[0-9].*"))
                .filter(word -> !word.contains("/"))
                // An alphabet is not random: it has each letter once.
                .filter(word -> word.chars().distinct().count() < word.length())
                .toList();
    }
}
