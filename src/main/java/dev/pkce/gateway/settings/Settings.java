package dev.pkce.gateway.settings;

import dev.pkce.gateway.api.Secret;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One section of the configuration. The key {@code http.port} is read from the system property {@code pkce.http.port},
 * else from the environment variable {@code PKCE_HTTP_PORT}, else from the file; an empty value is the same as none.
 *
 * <p>Every reader returns something usable even when the value is wrong, and records a {@link SettingProblem}: so one
 * pass finds all of them. For one thread, and not for an event loop, as {@link #secret} reads files.
 */
public final class Settings {
    private final Sources sources;
    private final List<SettingProblem> problems;
    private final String path;
    private final Map<String, ?> defaults;

    private Settings(Sources sources, List<SettingProblem> problems, String path, Map<String, ?> defaults) {
        this.sources = sources;
        this.problems = problems;
        this.path = path;
        this.defaults = defaults;
    }

    /**
     * The root section of a configuration that is in memory already.
     *
     * @param tree the sections; beside them may stand environment variables and system properties, by their full names
     */
    public static Settings of(JsonObject tree) {
        return new Settings(new Sources(tree), new ArrayList<>(), "", Map.of());
    }

    /**
     * The same section, where {@code values} stand in for what nobody has given. They are no keys that somebody wrote, so
     * one that nothing reads is no problem.
     *
     * @param values scalars and lists of texts, by key
     */
    public Settings withDefaults(Map<String, ?> values) {
        return new Settings(sources, problems, path, Map.copyOf(values));
    }

    /** Whether there is a value for {@code key}, right or wrong. */
    public boolean has(String key) {
        return find(key) != null;
    }

    /** A text, or null. */
    public @Nullable String text(String key) {
        Object value = find(key);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        // Unquoted, YAML reads 0123 as 83 and no as false: the text that was meant is gone.
        problem(key, "must be a text; write it in quotes");
        return null;
    }

    /** A text, or {@code fallback}. */
    public String text(String key, String fallback) {
        String text = text(key);
        return text == null ? fallback : text;
    }

    /** A text that keeps {@code rule}, or null. */
    public @Nullable String text(String key, Rule rule) {
        String text = text(key);
        return text != null && keeps(rule, key, text) ? text : null;
    }

    /** A text that keeps {@code rule} and must be given; empty when it is not. */
    public String required(String key, Rule rule) {
        if (!has(key)) {
            problem(key, "is required");
        }
        String text = text(key, rule);
        return text == null ? "" : text;
    }

    /** A list of texts, or a single text; in an environment variable or system property, separated by commas. */
    public List<String> texts(String key) {
        return texts(key, any -> null);
    }

    /** Those of {@link #texts(String)} that keep {@code rule}. */
    public List<String> texts(String key, Rule rule) {
        List<?> given = sources.list(path + key);
        List<?> values = given.isEmpty() && defaults.get(key) instanceof List<?> list ? list : given;
        return IntStream.range(0, values.size())
                .mapToObj(i -> element(key + "[" + i + "]", values.get(i), rule))
                .flatMap(List::stream)
                .toList();
    }

    private List<String> element(String key, @Nullable Object value, Rule rule) {
        if (value instanceof String text && !text.isEmpty()) {
            return keeps(rule, key, text) ? List.of(text) : List.of();
        }
        problem(key, "must be a text; write it in quotes");
        return List.of();
    }

    private boolean keeps(Rule rule, String key, String text) {
        String flaw = rule.flaw(text);
        if (flaw != null) {
            problem(key, flaw);
        }
        return flaw == null;
    }

    /** A whole number, or {@code fallback}. */
    public int integer(String key, int fallback, int min, int max) {
        return scalar(key, fallback, Scalar.integer(min, max));
    }

    /** A number from 0 to 1, or {@code fallback}. */
    public double share(String key, double fallback) {
        return scalar(key, fallback, Scalar.share());
    }

    /** {@code true} or {@code false}, or {@code fallback}. */
    public boolean flag(String key, boolean fallback) {
        return scalar(key, fallback, Scalar.flag());
    }

    /** A duration with its unit, {@code 250ms}, {@code 10s}, {@code 10m} or {@code 1h}; or {@code fallback}. */
    public Duration duration(String key, Duration fallback, Duration min, Duration max) {
        return scalar(key, fallback, Scalar.duration(min, max));
    }

    /** How often something may happen, such as {@code 60/1m}; empty where nothing right is given. */
    public Optional<Rate> rate(String key) {
        return scalar(key, Scalar.rate());
    }

    /** One of {@code choices}, or {@code fallback}. */
    public String choice(String key, String fallback, Collection<String> choices) {
        return scalar(key, fallback, Scalar.choice(choices));
    }

    /** A constant of the enum of {@code fallback}, in lower case. */
    public <E extends Enum<E>> E choice(String key, E fallback) {
        Map<String, E> choices = new LinkedHashMap<>();
        for (E choice : fallback.getDeclaringClass().getEnumConstants()) {
            choices.put(choice.name().toLowerCase(Locale.ROOT), choice);
        }
        String chosen = choice(key, fallback.name().toLowerCase(Locale.ROOT), choices.keySet());
        return choices.getOrDefault(chosen, fallback);
    }

    private <T> T scalar(String key, T fallback, Scalar<T> kind) {
        return scalar(key, kind).orElse(fallback);
    }

    private <T> Optional<T> scalar(String key, Scalar<T> kind) {
        Object value = find(key);
        if (value == null) {
            return Optional.empty();
        }
        Optional<T> read = kind.reader().apply(value.toString());
        if (read.isEmpty()) {
            problem(key, kind.requirement());
        }
        return read;
    }

    /** A secret, or null: the text of {@code key}, or of the file that {@code key-file} names. */
    public @Nullable Secret secret(String key) {
        String text = text(key);
        String file = text(key + "-file");
        if (text != null && file != null) {
            problem(key, "must not be given beside " + path + key + "-file");
        }
        if (text == null && file != null) {
            return secretIn(key + "-file", file);
        }
        return text == null ? null : new Secret(text);
    }

    private @Nullable Secret secretIn(String key, String file) {
        try {
            String text = Files.readString(Path.of(file)).replaceFirst("\\R\\z", "");
            if (!text.isEmpty()) {
                return new Secret(text);
            }
            problem(key, file + " is empty");
        } catch (IOException | InvalidPathException e) {
            problem(key, file + " cannot be read");
        }
        return null;
    }

    /** The section {@code name}, which is empty where nothing is given. */
    public Settings section(String name) {
        if (has(name)) {
            problem(name, "must hold keys of its own");
        }
        return new Settings(sources, problems, path + name + ".", Map.of());
    }

    /** The list of sections {@code name}, at most 100; one that only the environment names counts too. */
    public List<Settings> sections(String name) {
        if (has(name)) {
            problem(name, "must be a list whose elements hold keys of their own");
        }
        return IntStream.range(0, sources.count(path + name))
                .mapToObj(i -> section(name + "[" + i + "]"))
                .toList();
    }

    /** Records that the value of {@code key} cannot be used; {@code reason} must not repeat it. */
    public void problem(String key, String reason) {
        problems.add(new SettingProblem(path + key, reason));
    }

    /** Ends the reading of the whole configuration: a key that nobody has asked for is now a problem too. */
    public void check() throws InvalidConfiguration {
        List<SettingProblem> all =
                Stream.concat(problems.stream(), sources.unknown().stream()).toList();
        if (!all.isEmpty()) {
            throw new InvalidConfiguration(all);
        }
    }

    private @Nullable Object find(String key) {
        return sources.find(path + key).orElse(defaults.get(key));
    }
}
