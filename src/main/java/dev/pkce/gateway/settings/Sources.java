package dev.pkce.gateway.settings;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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

    private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");

    private final Map<String, Object> file = new LinkedHashMap<>();
    private final Map<String, String> overrides = new HashMap<>();
    private final Set<String> known = new TreeSet<>();

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
        } else if (plain != null && !plain.equals(List.of())) {
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
    Optional<String> override(String key) {
        know(key);
        return Stream.of(PROPERTY + key, variable(key))
                .map(overrides::get)
                .filter(value -> value != null && !value.isBlank())
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

    /** The elements of a list, of which a single value is one; what overrides the file separates them with commas. */
    List<?> list(String key) {
        Optional<String> override = override(key);
        if (override.isPresent()) {
            return COMMA.splitAsStream(override.get().strip())
                    .filter(item -> !item.isEmpty())
                    .toList();
        }
        Object value = inFile(key).orElse(List.of());
        return value instanceof List<?> list ? list : List.of(value);
    }

    private void know(String key) {
        known.add(key);
        known.add(PROPERTY + key);
        known.add(variable(key));
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

    /** The names that were given and never asked for. */
    List<SettingProblem> unknown() {
        return names().filter(name -> !known.contains(name))
                .map(name -> new SettingProblem(name, "unknown key" + suggestion(name)))
                .toList();
    }

    private String suggestion(String name) {
        return Nearest.to(name, known).map(key -> "; did you mean " + key + "?").orElse("");
    }

    private Stream<String> names() {
        return Stream.concat(file.keySet().stream(), overrides.keySet().stream());
    }

    private static String variable(String key) {
        return VARIABLE + key.replaceAll("[^A-Za-z0-9]+", "_").toUpperCase(Locale.ROOT);
    }
}
