package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CheckCommandTest {
    private static final Pattern PROBLEM = Pattern.compile("(\\d+): ([^:]+): .*\\R +(write|remove) (.*)");

    @TempDir
    private Path directory;

    private record Answer(int exit, String out, String err) {}

    @Test
    @DisplayName("R14: each of eleven kinds of mistakes is told with its line and the line to write")
    void every_mistake_is_told_with_the_line_to_write() throws IOException {
        Path file = yaml(mistakes());

        Answer answer = check(file);

        assertThat(answer.exit).isEqualTo(2);
        assertThat(answer.out).isEmpty();
        assertThat(answer.err.replace(file + ":", "").lines())
                .containsExactlyInAnyOrder(
                        "3: http.colour: unknown key",
                        "    remove colour",
                        "4: http.port: must be a whole number from 0 to 65535",
                        "    write port: 1000",
                        "5: http.public-url: must begin with https:// (http:// is for this machine only)",
                        "    write public-url: https://signin.example.com",
                        "7: flows.tll: unknown key; did you mean flows.ttl?",
                        "    write ttl: 10m",
                        "8: flows.wait: must be from 0s to 290s, written with its unit (ms, s, m or h)",
                        "    write wait: 4m",
                        "9: flows.strict: must be true or false",
                        "    write strict: false",
                        "10: flows.binding: must be cookie or confirm where others can reach the gateway, or they could"
                                + " have somebody else finish a sign-in that they started; insecure: [flows.binding]"
                                + " accepts that",
                        "    write binding: confirm",
                        "12: providers[0].preset: must be one of auth0, descope, entra, github, google, keycloak, okta",
                        "    write preset: auth0",
                        "15: providers[0].client-secret: must not be given beside providers[0].client-secret-file",
                        "    remove client-secret",
                        "17: providers[1].issuer: is required",
                        "    write issuer: https://your-tenant.us.auth0.com/",
                        "18: providers[1].client-secret-file: names a file that cannot be read",
                        "    write client-secret-file: /run/secrets/auth0-client-secret");
    }

    @Test
    void the_lines_to_write_mend_the_file() throws IOException {
        Path file = yaml(mistakes());
        Map<Integer, MatchResult> problems = PROBLEM.matcher(check(file).err)
                .results()
                .collect(Collectors.toMap(problem -> Integer.valueOf(problem.group(1)), problem -> problem));
        StringBuilder mended = new StringBuilder();
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            mended.append(mended(lines.get(i), problems.get(i + 1)));
        }

        assertThat(check(yaml(mended.toString())).err.lines().filter(line -> !line.startsWith(" ")))
                .as("of the file of a secret only its owner knows the name")
                .singleElement()
                .asString()
                .contains("providers[1].client-secret-file: names a file that cannot be read");
    }

    private static String mended(String line, @Nullable MatchResult problem) {
        if (problem == null) {
            return line + "\n";
        }
        if (problem.group(3).equals("remove")) {
            return "";
        }
        String right = line.replaceFirst("[a-z].*", problem.group(4)) + "\n";
        boolean missing = problem.group().contains("is required");
        return missing ? line + "\n" + right.replace('-', ' ').replaceFirst("your tenant", "your-tenant") : right;
    }

    private String mistakes() throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), "hunter2");
        return """
                http:
                  host: 0.0.0.0
                  colour: red
                  port: 70000
                  public-url: ftp://signin.example
                flows:
                  tll: 5m
                  wait: 240
                  strict: maybe
                  binding: none
                providers:
                  - preset: auht0
                    tenant: tenant.example
                    client-id: one
                    client-secret: hunter2
                    client-secret-file: %s
                  - client-id: other
                    client-secret-file: /nowhere
                """.formatted(secret);
    }

    @Test
    void a_file_that_is_no_yaml_is_told_alone_with_the_place() throws IOException {
        Path file = yaml("http:\n  port: \"1\nflows: {wait: 1}\n");

        assertThat(check(file))
                .isEqualTo(new Answer(2, "", file + ": is not valid YAML (line 4, column 1)" + System.lineSeparator()));
    }

    @Test
    void a_missing_file_is_told() {
        Path file = directory.resolve("missing.yaml");

        assertThat(check(file).err).startsWith(file + ": does not exist");
    }

    @Test
    void what_is_right_is_one_line_that_says_what_it_would_do() {
        Answer answer = check(ShippedConfiguration.FILE);

        assertThat(answer.exit).isZero();
        assertThat(answer.err).isEmpty();
        assertThat(answer.out.lines())
                .containsExactly(
                        "Good: would listen on localhost:1000, known as http://localhost:1000, for operators on"
                                + " 127.0.0.1:9464, with auth0 (https://your-tenant.us.auth0.com/)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http: {port: hunter2, public-url: hunter2, allowed-hosts: ['hunter2*'], hunter: hunter2}",
                "flows: {binding: hunter2, wait: hunter2, strict: hunter2}",
                "providers: [{preset: hunter2, client-secret: {a: hunter2}}]",
                "providers: [{issuer: hunter2, client-id: a, client-secret-file: hunter2}]",
                "providers: [{issuer: 'https://a.example', client-id: a, client-auth: none, client-secret: hunter2}]",
                "providers: [{issuer: 'https://a.example', client-id: a, clientsecret: hunter2}]",
                "providers: [{issuer: 'https://a.example', client-id: a, client-key: hunter2}]",
                "http: {tls: {certificate-file: hunter2, key-file: hunter2}}",
                "providers: \"hunter2"
            })
    void no_value_is_ever_shown(String yaml) throws IOException {
        Answer answer = check(yaml(yaml));

        assertThat(answer.exit).isEqualTo(2);
        assertThat(answer.out + answer.err).doesNotContain("hunter2");
    }

    @Test
    void a_remedy_for_a_secret_is_its_file() throws IOException {
        assertThat(check(yaml("providers: [{issuer: 'https://a.example', client-id: a, client-secret: 12}]")).err)
                .endsWith("    write client-secret-file: /run/secrets/auth0-client-secret" + System.lineSeparator());
    }

    @Test
    void a_remedy_elsewhere_says_where() throws IOException {
        assertThat(check(yaml("http: {host: 0.0.0.0}\nflows: {binding: confirm}")).err)
                .contains("write public-url: https://signin.example.com" + System.lineSeparator())
                .contains("write issuer: https://your-tenant.us.auth0.com/  # in providers[0]");
    }

    @Test
    void the_schema_is_printed_for_editors() throws IOException {
        StringWriter out = new StringWriter();

        assertThat(new CommandLine(new CheckCommand())
                        .setOut(new PrintWriter(out, true))
                        .execute("--schema"))
                .isZero();
        assertThat(out).hasToString(Files.readString(Path.of("conf/gateway.schema.json")));
    }

    private Path yaml(String content) throws IOException {
        return Files.writeString(directory.resolve("gateway.yaml"), content);
    }

    private static Answer check(Path file) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = new CommandLine(new CheckCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute("-c", file.toString());
        return new Answer(exit, out.toString(), err.toString());
    }
}
