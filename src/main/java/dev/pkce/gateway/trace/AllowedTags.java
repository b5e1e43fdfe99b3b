package dev.pkce.gateway.trace;

import dev.pkce.gateway.api.PkceException;
import io.vertx.core.spi.tracing.TagExtractor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Of what Vert.x would tell of a request, a message or an answer, that which holds nothing of anybody. */
record AllowedTags<T>(List<String> names, List<String> values) implements TagExtractor<T> {
    private static final String METHOD = "http.request.method";
    private static final Set<String> ALLOWED = Set.of(
            METHOD,
            "http.response.status_code",
            "url.scheme",
            "messaging.destination.name",
            "messaging.operation.name",
            "messaging.system");

    static <T> TagExtractor<T> of(@Nullable T told, TagExtractor<T> all) {
        if (told == null) {
            return TagExtractor.empty();
        }
        AllowedTags<T> allowed = new AllowedTags<>(new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < all.len(told); i++) {
            String name = all.name(told, i);
            if (ALLOWED.contains(name)) {
                allowed.names.add(name);
                allowed.values.add(name.equals(METHOD) ? Methods.known(all.value(told, i)) : all.value(told, i));
            }
        }
        return allowed;
    }

    /** The kind of a failure; its message may hold anything. */
    static TagExtractor<Throwable> of(Throwable failure) {
        String kind = failure instanceof PkceException told
                ? told.problem().kind().name().toLowerCase(Locale.ROOT)
                : failure.getClass().getName();
        return new AllowedTags<>(List.of("error.type"), List.of(kind));
    }

    @Override
    public int len(T told) {
        return names.size();
    }

    @Override
    public String name(T told, int index) {
        return names.get(index);
    }

    @Override
    public String value(T told, int index) {
        return values.get(index);
    }
}
