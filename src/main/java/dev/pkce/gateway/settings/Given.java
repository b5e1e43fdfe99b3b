package dev.pkce.gateway.settings;

import dev.pkce.gateway.api.Secret;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a configuration gave at one time, by key, to be compared with what it gives at another. */
public final class Given {
    // A text, or a Secret (also for what would be too long to tell), which tells the same from another and nothing
    // more.
    private final Map<String, Object> values;
    private final Set<String> files;

    Given(Map<String, Object> values, Set<String> files) {
        this.values = Map.copyOf(values);
        this.files = Set.copyOf(files);
    }

    /** The files, beside the configuration's own, that parts of it were read from, or were to be. */
    public Set<String> files() {
        return files;
    }

    /** The same under other keys. */
    public Given renamed(UnaryOperator<String> name) {
        Map<String, Object> renamed = new HashMap<>();
        values.forEach((key, value) -> renamed.put(name.apply(key), value));
        return new Given(renamed, files);
    }

    /** What is different in {@code next}, by key. */
    public List<Change> changesTo(Given next) {
        Set<String> keys = new TreeSet<>(values.keySet());
        keys.addAll(next.values.keySet());
        keys.removeIf(key -> Objects.equals(values.get(key), next.values.get(key)));
        return keys.stream()
                .map(key -> Change.of(key, values.get(key), next.values.get(key)))
                .toList();
    }

    /**
     * A key that gives something else.
     *
     * @param what for people: the old value and the new one, of a secret neither
     */
    public record Change(String key, String what) {
        private static Change of(String key, @Nullable Object before, @Nullable Object after) {
            boolean secret = before instanceof Secret || after instanceof Secret;
            return new Change(key, secret ? "changed" : told(before) + " -> " + told(after));
        }

        private static String told(@Nullable Object value) {
            return value == null ? "(default)" : value.toString();
        }

        @Override
        public String toString() {
            return key + ": " + what;
        }
    }
}
