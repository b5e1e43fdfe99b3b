package dev.pkce.gateway.settings;

import dev.pkce.gateway.api.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A secret in a file of its own. */
final class SecretFile {
    private SecretFile() {}

    /**
     * What is in {@code file}, without a newline at its end; null when {@code flaw} is told why it is of no use. That does not
     * name the file: who takes the key for the other one has written the secret itself.
     */
    static @Nullable Secret read(String file, Consumer<String> flaw) {
        try {
            String text = Files.readString(Path.of(file)).replaceFirst("\\R\\z", "");
            if (!text.isEmpty()) {
                return new Secret(text);
            }
            flaw.accept("names a file that is empty");
        } catch (IOException | InvalidPathException e) {
            flaw.accept("names a file that cannot be read");
        }
        return null;
    }
}
