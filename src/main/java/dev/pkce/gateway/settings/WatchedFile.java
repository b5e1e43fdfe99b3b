package dev.pkce.gateway.settings;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A part of the configuration that is no secret and in a file of its own; it counts as changed when what is in it has. */
public final class WatchedFile {
    private WatchedFile() {}

    /**
     * What is in the file that {@code key} names, byte by byte (ISO 8859-1), which must keep {@code rule}; null where none is
     * named, or when it cannot be used, which is then a problem of {@code settings}.
     */
    public static @Nullable String read(Settings settings, String key, Rule rule) {
        String name = settings.text(key);
        if (name == null) {
            return null;
        }
        String text = text(name);
        settings.watch(key, name, text == null ? "" : text);
        String flaw = text == null ? "cannot be read" : rule.flaw(text);
        if (flaw != null) {
            settings.problem(key, flaw);
        }
        return flaw == null ? text : null;
    }

    private static @Nullable String text(String name) {
        try {
            return Files.readString(Path.of(name), StandardCharsets.ISO_8859_1);
        } catch (IOException | InvalidPathException unreadable) {
            return null;
        }
    }
}
