package dev.pkce.gateway.settings;

import org.jspecify.annotations.Nullable;

/** What a text must be like to be the value of a setting. */
@FunctionalInterface
public interface Rule {
    /** Says what is wrong with {@code text}, without repeating it; null when nothing is. */
    @Nullable String flaw(String text);
}
