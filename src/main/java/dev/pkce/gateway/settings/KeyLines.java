package dev.pkce.gateway.settings;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** The lines of a YAML file that its keys are in. */
final class KeyLines {
    private final Map<String, Integer> lines = new HashMap<>();

    /** Of a file without keys, where there is none or it cannot be read. Blocks. */
    KeyLines(@Nullable Path file) {
        if (file != null) {
            read(file);
        }
    }

    private void read(Path file) {
        try {
            // Not every file that this is asked about is one that passed.
            YamlFile.check(file);
            try (Reader reader = Files.newBufferedReader(file)) {
                take("", new Yaml().compose(reader));
            }
        } catch (IOException | InvalidConfiguration | YAMLException unreadable) {
            // That is a problem of its own, which names no key.
        }
    }

    /** The line of {@code key}, or of the nearest section that would hold it; 0 if there is none. */
    int of(String key) {
        String place = key;
        while (!place.isEmpty() && !lines.containsKey(place)) {
            place = place.substring(0, Math.max(0, Math.max(place.lastIndexOf('.'), place.lastIndexOf('['))));
        }
        return lines.getOrDefault(place, 0);
    }

    private void take(String key, Node node) {
        if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(member -> take(key.isEmpty() ? "" : key + ".", member));
        } else if (node instanceof SequenceNode list) {
            for (int i = 0; i < list.getValue().size(); i++) {
                place(
                        key + "[" + i + "]",
                        list.getValue().get(i),
                        list.getValue().get(i));
            }
        }
    }

    private void take(String path, NodeTuple member) {
        if (member.getKeyNode() instanceof ScalarNode name) {
            place(path + name.getValue(), name, member.getValueNode());
        }
    }

    private void place(String key, Node at, Node value) {
        lines.put(key, at.getStartMark().getLine() + 1);
        take(key, value);
    }
}
