package dev.pkce.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/** What {@code conf/gateway.yaml} says of each key: paragraphs, each a comment and the lines of the keys it is about. */
final class ShippedConfiguration {
    static final Path FILE = Path.of("conf/gateway.yaml");

    /** A key's line, which may be commented out; true and false begin sentences, and editors find the schema by the other. */
    private static final Pattern KEY =
            Pattern.compile("( *)(# )?(- )?(?!(?:true|false|yaml-language-server):)([a-z][a-z0-9-]*):(?: +(\\S.*))?");

    /**
     * @param comment what stands above its line, as one text
     * @param value what its line says; null for a section
     */
    record Entry(String name, String comment, @Nullable Object value) {
        /** The comment without the names of variables that it ends with. */
        String description() {
            return comment.replaceFirst("(?:\\s*PKCE_[A-Z0-9_]+,?)+$", "");
        }
    }

    private record Section(int indentation, String path) {}

    private final Map<String, Entry> keys = new LinkedHashMap<>();
    private final Map<String, Entry> sections = new LinkedHashMap<>();
    private final Deque<Section> open = new ArrayDeque<>(List.of(new Section(-1, "")));
    private final List<String> comment = new ArrayList<>();
    private boolean commented;

    ShippedConfiguration() {
        try {
            Files.readAllLines(FILE).forEach(this::read);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The file with its optional lines. */
    static String whole() throws IOException {
        return Files.readString(FILE).replaceAll("(?m)^( *)# ((?!true:|yaml-)[a-z-]+: \\S)", "$1$2");
    }

    /** Every key that has a line, by its name, with [] for an index. */
    Map<String, Entry> keys() {
        return keys;
    }

    /** Every section. */
    Map<String, Entry> sections() {
        return sections;
    }

    private void read(String line) {
        Matcher key = KEY.matcher(line);
        if (key.matches() && (key.group(2) == null || key.group(5) != null)) {
            commented = true;
            read(key);
            return;
        }
        if (line.isBlank() || commented) {
            comment.clear();
        }
        commented = false;
        comment.add(line.strip().replaceFirst("^# ?", ""));
    }

    private void read(Matcher key) {
        int indentation = key.group(1).length();
        while (open.getFirst().indentation >= indentation) {
            open.pop();
        }
        if (key.group(3) != null) {
            open.push(new Section(indentation, open.getFirst().path.replaceFirst("\\.$", "[].")));
            indentation += 2;
        }
        String name = open.getFirst().path + key.group(4);
        String text = String.join(" ", comment).strip();
        if (key.group(5) == null) {
            sections.put(name, new Entry(name, text, null));
            open.push(new Section(indentation, name + "."));
        } else {
            keys.put(name, new Entry(name, text, new Yaml().load(key.group(5))));
        }
    }
}
