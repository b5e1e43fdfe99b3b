package dev.pkce.gateway.settings;

import dev.pkce.gateway.api.Secret;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Every value that was given, by the full name of its key, and every key that was asked for. */
final class Sources {
    static final String VARIABLE = "PKCE_";
    static final String PROPERTY = "pkce.";

    /** Kubernetes puts these into the pods of a namespace that has a service named pkce or pkce-something. */
    private static final Pattern SERVICE_LINK =
            Pattern.compile("PKCE_(\\w+_)?(SERVICE_HOST|SERVICE_PORT\\w*|PORT_\\d+_(TCP|UDP|SCTP)\\w*)=.*"
                    + "|PKCE_(\\w+_)?PORT=(tcp|udp|sctp)://.*");

    private static final Pattern NO_NAME = Pattern.compile("[^A-Za-z0-9_-]");
    private static final Pattern INDEX = Pattern.compile("\\[\\d+]");
    private static final Pattern LAST_INDEX = Pattern.compile("\\[\\d+]$");
    private static final Pattern NO_LETTERS = Pattern.compile("[^A-Za-z0-9]+");
    private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");

    private final Map<String, Object> file = new LinkedHashMap<>();
    private final Set<String> empty = new HashSet<>();
    private final Map<String, String> overrides = new HashMap<>();
    /** The key of every name that has been asked for. */
    private final Map<String, String> known = new TreeMap<>();

    private final Map<String, JsonObject> described = new TreeMap<>();
    private final Map<String, Secret> secrets = new HashMap<>();
    private final Set<String> files = new HashSet<>();

    /** Takes the tree of the file, with environment variables and system properties under their own names beside it. */
    Sources(JsonObject merged) {
        merged.getMap().forEach(this::take);
    }

    private void take(String name, @Nullable Object value) {
        if (name.startsWith(VARIABLE) || name.startsWith(PROPERTY)) {
            override(name, String.valueOf(value));
        } else {
            flatten(name, value);
        }
    }

    private void override(String name, String value) {
        if (!SERVICE_LINK.matcher(name + "=" + value).matches()) {
            overrides.put(name, value);
        }
    }

    private void flatten(String key, @Nullable Object value) {
        Object plain = plain(value);
        if (plain instanceof Map<?, ?> map) {
            map.forEach((name, member) -> flatten(key + "." + name, member));
        } else if (plain instanceof List<?> list && list.stream().anyMatch(Sources::holdsKeys)) {
            for (int i = 0; i < list.size(); i++) {
                flatten(key + "[" + i + "]", list.get(i));
            }
        } else if (plain == null) {
            empty.add(key);
        } else if (!plain.equals(List.of())) {
            file.put(key, plain);
        }
    }

    private static boolean holdsKeys(@Nullable Object value) {
        Object plain = plain(value);
        return plain instanceof Map || plain instanceof List;
    }

    private static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof JsonObject object) {
            return object.getMap();
        }
        return value instanceof JsonArray array ? array.getList() : value;
    }

    /** What a system property, else an environment variable says. */
    private Optional<String> override(String key) {
        know(key);
        return overriding(key).map(overrides::get);
    }

    /** The system property, else the environment variable, that says what {@code key} is, or its list. */
    Optional<String> overriding(String key) {
        String list = LAST_INDEX.matcher(key).replaceFirst("");
        return Stream.of(PROPERTY + list, variable(list))
                .filter(name -> !overrides.getOrDefault(name, "").isBlank())
                .findFirst();
    }

    /** What wins, as it was written. */
    Optional<Object> find(String key) {
        return override(key).<Object>map(text -> text).or(() -> inFile(key));
    }

    /** What the file says: a scalar, or a list of scalars. */
    Optional<Object> inFile(String key) {
        know(key);
        return Optional.ofNullable(file.get(key)).filter(value -> !"".equals(value));
    }

    /** What the file says, or the elements of what overrides it, which are separated by commas. */
    Optional<Object> list(String key) {
        return override(key)
                .map(text -> COMMA.splitAsStream(text.strip())
                        .filter(item -> !item.isEmpty())
                        .toList())
                .filter(items -> !items.isEmpty())
                .<Object>map(items -> items)
                .or(() -> inFile(key));
    }

    /** Remembers {@code secret} as what {@code key} gives, never to be shown. */
    @Nullable Secret keep(String key, @Nullable Secret secret) {
        if (secret != null) {
            secrets.put(key, secret);
        }
        return secret;
    }

    /** Remembers that a part of the configuration is in {@code file}. */
    void watch(String file) {
        files.add(file);
    }

    /** What was given for the keys that were asked for. */
    Given given() {
        Map<String, Object> values = new TreeMap<>(secrets);
        Set.copyOf(known.values())
                .forEach(key -> find(key).ifPresent(value -> values.putIfAbsent(key, value.toString())));
        return new Given(values, files);
    }

    private void know(String key) {
        for (String name : List.of(key, PROPERTY + key, variable(key))) {
            known.put(name, key);
        }
    }

    /** Notes what the values of {@code key} are like; a default that is not always the same is none. */
    void describe(String key, JsonObject schema) {
        described.merge(normal(key), schema, (one, other) -> one.equals(other) ? one : common(one));
    }

    private static String normal(String key) {
        return INDEX.matcher(key).replaceAll("[]");
    }

    private static JsonObject common(JsonObject schema) {
        JsonObject common = schema.copy();
        common.remove("default");
        return common;
    }

    Map<String, JsonObject> described() {
        return Map.copyOf(described);
    }

    /** How many elements the list of sections {@code key} has: one more than the highest index named anywhere. */
    int count(String key) {
        // Two digits: a slip such as PKCE_PROVIDERS_999999999_NAME must not make a billion providers.
        Pattern element = Pattern.compile("(?:pkce\\.)?%s\\[(\\d{1,2})].*|%s_(\\d{1,2})_.*"
                .formatted(Pattern.quote(key), Pattern.quote(variable(key))));
        return names().map(element::matcher)
                .filter(Matcher::matches)
                .mapToInt(match -> 1 + Integer.parseInt(match.group(1) != null ? match.group(1) : match.group(2)))
                .max()
                .orElse(0);
    }

    /** Fails with {@code problems}, and with the names that were given and never asked for. */
    void check(List<SettingProblem> problems) throws InvalidConfiguration {
        Stream<SettingProblem> unknown = Stream.concat(names(), empty.stream())
                .filter(name -> !known.containsKey(name))
                .map(this::unknown);
        List<SettingProblem> all = Stream.concat(problems.stream(), unknown).toList();
        if (!all.isEmpty()) {
            throw new InvalidConfiguration(all);
        }
    }

    private SettingProblem unknown(String name) {
        return holder(name)
                .map(key -> new SettingProblem(key, "must hold one value; write it in quotes"))
                .orElseGet(() -> stray(name));
    }

    /**
     * The key whose value {@code name} is a part of, so that it must not be told: a text with a colon or braces in it that
     * was not written in quotes.
     */
    private Optional<String> holder(String name) {
        return NO_NAME.matcher(name)
                .results()
                .map(end -> name.substring(0, end.start()))
                .filter(key -> described.containsKey(normal(key)))
                .findFirst();
    }

    private SettingProblem stray(String name) {
        String source = overrides.containsKey(name) ? name : null;
        return Nearest.to(name, known.keySet())
                .map(near -> new SettingProblem(
                        name,
                        "unknown key; did you mean " + near + "?",
                        source,
                        Remedy.give(known.getOrDefault(near, near))))
                .orElseGet(() -> new SettingProblem(name, "unknown key", source, Remedy.remove(name)));
    }

    private Stream<String> names() {
        return Stream.concat(file.keySet().stream(), overrides.keySet().stream());
    }

    static String variable(String key) {
        return VARIABLE + NO_LETTERS.matcher(key).replaceAll("_").toUpperCase(Locale.ROOT);
    }
}
