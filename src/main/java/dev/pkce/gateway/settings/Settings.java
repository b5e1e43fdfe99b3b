package dev.pkce.gateway.settings;

import dev.pkce.gateway.api.Secret;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
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

    /** The root section of {@code tree}, in which environment variables and system properties may stand by their full names. */
    public static Settings of(JsonObject tree) {
        return new Settings(new Sources(tree), new ArrayList<>(), "", Map.of());
    }

    /**
     * The same section, where {@code values}, scalars and lists of texts, stand in for what nobody has given. They are no keys
     * that somebody wrote, so one that nothing reads is no problem.
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
        return text(key, Rule.ANY);
    }

    /** A text, or {@code fallback}. */
    public String text(String key, String fallback) {
        describe(key, Rule.ANY.schema(), fallback);
        String text = given(key, Rule.ANY);
        return text == null ? fallback : text;
    }

    /** A text that keeps {@code rule}, or null. */
    public @Nullable String text(String key, Rule rule) {
        describe(key, rule.schema(), null);
        return given(key, rule);
    }

    /** A text that keeps {@code rule} and must be given; empty when it is not. */
    public String required(String key, Rule rule) {
        String text = text(key, rule);
        if (!has(key)) {
            problem(key, "is required");
        }
        return text == null ? "" : text;
    }

    private @Nullable String given(String key, Rule rule) {
        Object value = find(key);
        return value == null ? null : kept(rule, key, value).orElse(null);
    }

    /**
     * The texts that keep {@code rule} of a list, or of a single text; in an environment variable or system property they are
     * separated by commas.
     */
    public List<String> texts(String key, Rule rule) {
        return texts(key, List.of(), rule);
    }

    /** The same; {@code fallback} where there are none. */
    public List<String> texts(String key, List<String> fallback, Rule rule) {
        describe(key, rule.listSchema(), fallback.isEmpty() ? null : fallback);
        Object value = sources.list(path + key).orElse(defaults.get(key));
        List<?> values = value instanceof List<?> list ? list : List.of();
        if (value instanceof String text) {
            values = List.of(text);
        } else if (value != null && values.isEmpty()) {
            String flaw = rule.flaw(value.toString());
            problem(key, "must be a list of texts" + (flaw == null ? "" : ", each of which " + flaw));
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            kept(rule, key + "[" + i + "]", values.get(i)).ifPresent(texts::add);
        }
        return texts.isEmpty() ? fallback : texts;
    }

    private Optional<String> kept(Rule rule, String key, @Nullable Object value) {
        // Unquoted, YAML reads 0123 as 83 and no as false: the text that was meant is gone.
        String flaw = value instanceof String text && !text.isEmpty()
                ? rule.flaw(text)
                : "must be a text; write it in quotes";
        if (flaw != null) {
            problem(key, flaw);
        }
        return flaw == null ? Optional.of(String.valueOf(value)) : Optional.empty();
    }

    /** A whole number, or {@code fallback}. */
    public int integer(String key, int fallback, int min, int max) {
        return scalar(key, fallback, Scalar.integer(min, max)).orElse(fallback);
    }

    /** A number from 0 to 1, or {@code fallback}. */
    public double share(String key, double fallback) {
        return scalar(key, fallback, Scalar.share()).orElse(fallback);
    }

    /** {@code true} or {@code false}, or {@code fallback}. */
    public boolean flag(String key, boolean fallback) {
        return scalar(key, fallback, Scalar.flag()).orElse(fallback);
    }

    /** A duration with its unit, {@code 250ms}, {@code 10s}, {@code 10m} or {@code 1h}; or {@code fallback}. */
    public Duration duration(String key, Duration fallback, Duration min, Duration max) {
        return scalar(key, Durations.format(fallback), Scalar.duration(min, max))
                .orElse(fallback);
    }

    /** How often something may happen, such as {@code 60/1m}; empty where nothing right is given. */
    public Optional<Rate> rate(String key) {
        return scalar(key, null, Scalar.rate());
    }

    /** One of {@code choices}, or {@code fallback}. */
    public String choice(String key, String fallback, Collection<String> choices) {
        return scalar(key, fallback, Scalar.choice(choices)).orElse(fallback);
    }

    /** One of {@code choices}; empty where nothing right is given. */
    public Optional<String> choice(String key, Collection<String> choices) {
        return scalar(key, null, Scalar.choice(choices));
    }

    /** A constant of the enum of {@code fallback}, in lower case. */
    public <E extends Enum<E>> E choice(String key, E fallback) {
        return scalar(key, Scalar.name(fallback), Scalar.constant(fallback.getDeclaringClass()))
                .orElse(fallback);
    }

    private <T> Optional<T> scalar(String key, @Nullable Object fallback, Scalar<T> kind) {
        describe(key, kind.described(), fallback);
        Object value = find(key);
        if (value == null) {
            return Optional.empty();
        }
        Optional<T> read = kind.reader().apply(value.toString());
        if (read.isEmpty()) {
            problem(key, kind.requirement(), kind.remedy(key, value.toString()));
        }
        return read;
    }

    /** A secret, or null: the text of {@code key}, or of the file that {@code key-file} names. */
    public @Nullable Secret secret(String key) {
        describe(key, Rule.ANY.schema().put("writeOnly", true), null);
        String text = given(key, Rule.ANY);
        String file = text(key + "-file");
        if (text != null && file != null) {
            problem(key, "must not be given beside " + path + key + "-file", Remedy.remove(key));
        } else if (file != null) {
            sources.watch(file);
            return sources.keep(path + key + "-file", SecretFile.read(file, flaw -> problem(key + "-file", flaw)));
        }
        return text == null ? null : sources.keep(path + key, new Secret(text));
    }

    /** Has {@code file} looked at from now on, whose {@code contents} are what {@code key} gives. */
    void watch(String key, String file, String contents) {
        sources.watch(file);
        sources.keep(path + key, new Secret(contents));
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
        problem(key, reason, Remedy.give(key));
    }

    /** The same, where {@code remedy} is another than the usual value of {@code key}. */
    public void problem(String key, String reason, Remedy remedy) {
        String name = path + key;
        problems.add(new SettingProblem(name, reason, sources.overriding(name).orElse(null), remedy.within(path)));
    }

    /**
     * Every key that has been asked for, with [] for any index, and what its value is like as JSON Schema: the reading code
     * is the list of the keys that there are. It has a default where that depends on no other key.
     */
    public Map<String, JsonObject> keys() {
        return sources.described();
    }

    private void describe(String key, JsonObject schema, @Nullable Object fallback) {
        sources.describe(path + key, fallback == null ? schema : schema.put("default", fallback));
    }

    /** Ends the reading of the whole configuration: a key that nobody has asked for is now a problem too. */
    public void check() throws InvalidConfiguration {
        sources.check(problems);
    }

    /** What was given for all that has been read so far. */
    public Given given() {
        return sources.given();
    }

    private @Nullable Object find(String key) {
        return sources.find(path + key).orElse(defaults.get(key));
    }
}
