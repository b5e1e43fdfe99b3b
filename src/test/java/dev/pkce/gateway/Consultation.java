package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import picocli.CommandLine;

/** What the command {@code doctor} said of a configuration. */
record Consultation(int exit, String out, String err) {
    /** Runs it on {@code config}, which is written below {@code directory}. */
    static Consultation of(Path directory, JsonObject config, String... arguments) throws IOException {
        Path file = Files.writeString(directory.resolve("gateway.yaml"), config.encode());
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = new CommandLine(new DoctorCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(Stream.concat(Stream.of("-c", file.toString()), Stream.of(arguments))
                        .toArray(String[]::new));
        return new Consultation(exit, out.toString(), err.toString());
    }

    /** The checks that did not simply pass, of providers and gateway, with what came of them. */
    Map<String, String> remarkable() {
        Map<String, String> remarkable = new TreeMap<>();
        checks(check -> !check.getString("status").equals("pass"))
                .forEach(check -> remarkable.put(check.getString("check"), check.getString("status")));
        return remarkable;
    }

    /** The only finding of {@code check}. */
    JsonObject finding(String check) {
        List<JsonObject> found =
                checks(candidate -> candidate.getString("check").equals(check)).toList();
        assertThat(found).as(out).hasSize(1);
        return found.get(0);
    }

    JsonObject provider() {
        return json().getJsonArray("providers").getJsonObject(0);
    }

    JsonObject json() {
        return new JsonObject(out);
    }

    private Stream<JsonObject> checks(Predicate<JsonObject> wanted) {
        JsonArray sections = json().getJsonArray("providers").copy().add(json().getJsonObject("gateway"));
        if (json().containsKey("redis")) {
            sections.add(json().getJsonObject("redis"));
        }
        return sections.stream()
                .flatMap(section -> ((JsonObject) section).getJsonArray("checks").stream())
                .map(JsonObject.class::cast)
                .filter(wanted);
    }
}
