package dev.pkce.gateway.settings;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** The syntax of a configuration file, which is looked at before vertx-config reads the values. */
final class YamlFile {
    private YamlFile() {}

    /**
     * Refuses what is not a mapping, every key given twice, of which the parser would drop the first silently, and every
     * alias: fifty of them, which the parser allows, are enough to make 2^50 nodes when vertx-config copies the tree. Reads
     * the file, so not for an event loop.
     */
    static void check(Path file) throws IOException, InvalidConfiguration {
        checkEvents(file);
        try (Reader reader = Files.newBufferedReader(file)) {
            checkKeys(file, new Yaml().compose(reader));
        }
    }

    private static void checkEvents(Path file) throws IOException, InvalidConfiguration {
        try (Reader reader = Files.newBufferedReader(file)) {
            Event previous = null;
            boolean mapping = false;
            for (Event event : new Yaml().parse(reader)) {
                if (event instanceof AliasEvent) {
                    throw invalid(file, "must not use aliases" + at(event.getStartMark()));
                }
                mapping |= previous instanceof DocumentStartEvent && event instanceof MappingStartEvent;
                previous = event;
            }
            if (!mapping) {
                throw invalid(file, "must be a mapping of keys to values");
            }
        }
    }

    private static void checkKeys(Path file, Node node) throws InvalidConfiguration {
        if (node instanceof SequenceNode sequence) {
            for (Node element : sequence.getValue()) {
                checkKeys(file, element);
            }
        } else if (node instanceof MappingNode mapping) {
            Set<String> keys = new HashSet<>();
            for (NodeTuple member : mapping.getValue()) {
                if (member.getKeyNode() instanceof ScalarNode key && !keys.add(key.getValue())) {
                    throw invalid(file, "must not give a key twice" + at(key.getStartMark()));
                }
                checkKeys(file, member.getValueNode());
            }
        }
    }

    /** Says what is wrong with {@code file}, without the parser's own words: they quote the line, secrets and all. */
    static InvalidConfiguration explain(Path file, Throwable failure) {
        if (failure instanceof InvalidConfiguration explained) {
            return explained;
        }
        if (failure instanceof MarkedYAMLException syntax) {
            return invalid(file, "is not valid YAML" + at(syntax.getProblemMark()));
        }
        return invalid(
                file,
                failure instanceof NoSuchFileException
                        ? "does not exist"
                        : "cannot be read (" + failure.getClass().getSimpleName() + ")");
    }

    private static String at(Mark mark) {
        return " (line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1) + ")";
    }

    private static InvalidConfiguration invalid(Path file, String reason) {
        return new InvalidConfiguration(List.of(new SettingProblem(file.toString(), reason)));
    }
}
