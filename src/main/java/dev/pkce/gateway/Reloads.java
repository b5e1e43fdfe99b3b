package dev.pkce.gateway;

import dev.pkce.gateway.settings.Given;
import dev.pkce.gateway.settings.InvalidConfiguration;
import dev.pkce.gateway.settings.Settings;
import dev.pkce.gateway.settings.SettingsLoader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a gateway follow its configuration: the file, and the files that secrets are in. It goes by what they hold, as a
 * mounted secret changes by another link and keeps its times. A change counts when two looks in a row have found it, for
 * files are not written in one moment, or when somebody asks.
 */
final class Reloads {
    private static final Logger LOG = LoggerFactory.getLogger(Reloads.class);
    private static final long PERIOD_MILLIS = 2_000;

    private final AtomicBoolean busy = new AtomicBoolean();
    private final AtomicBoolean asked = new AtomicBoolean();
    private final Vertx vertx;
    private final @Nullable Path file;
    private final GatewayVerticle gateway;
    // Only touched while busy.
    private Given inForce;
    private Set<String> files;
    private Map<String, Buffer> seen;
    private Map<String, Buffer> judged;

    /** Follows {@code file}, if any; {@code read} is what {@code gateway} was started with. */
    Reloads(Vertx vertx, @Nullable Path file, GatewayVerticle gateway, Given read) {
        this.vertx = vertx;
        this.file = file;
        this.gateway = gateway;
        this.inForce = read;
        this.files = read.files();
        this.judged = contents();
        this.seen = judged;
    }

    /** Looks now and then from now on. */
    void watch() {
        vertx.setPeriodic(PERIOD_MILLIS, tick -> look());
    }

    /** Reads all of it again, changed or not. */
    void ask() {
        asked.set(true);
        look();
    }

    private void look() {
        // A file system that hangs must not collect looks.
        if (busy.compareAndSet(false, true)) {
            vertx.executeBlocking(this::wanted)
                    .compose(wanted -> wanted ? reload() : Future.succeededFuture())
                    .onFailure(refused -> tell(refused))
                    .onComplete(looked -> looked());
        }
    }

    private void looked() {
        busy.set(false);
        if (asked.get()) {
            // While that look was under way, and perhaps too late for it.
            look();
        }
    }

    private boolean wanted() {
        // Before anything is read, so that whoever asks later is heard by the next look.
        boolean told = asked.getAndSet(false);
        Map<String, Buffer> now = contents();
        boolean settled = now.equals(seen) && !now.equals(judged);
        seen = now;
        if (told || settled) {
            judged = now;
            return true;
        }
        return false;
    }

    private Map<String, Buffer> contents() {
        Set<String> all = new HashSet<>(files);
        if (file != null) {
            all.add(file.toString());
        }
        Map<String, Buffer> contents = new HashMap<>();
        all.forEach(path -> contents.put(path, content(path)));
        return contents;
    }

    private static Buffer content(String path) {
        try {
            return Buffer.buffer(Files.readAllBytes(Path.of(path)));
        } catch (IOException | InvalidPathException unreadable) {
            return Buffer.buffer();
        }
    }

    private Future<?> reload() {
        return SettingsLoader.load(vertx, file)
                .compose(settings -> vertx.executeBlocking(() -> read(settings)))
                .compose(next -> gateway.reload(next.config()).onSuccess(reloaded -> reloaded(next.given())));
    }

    private Configuration read(Settings settings) throws InvalidConfiguration {
        try {
            return Configuration.read(settings);
        } finally {
            // Of one that cannot be used too: the file that it lacks may come.
            files = settings.given().files();
        }
    }

    private void reloaded(Given next) {
        List<Given.Change> changes = inForce.changesTo(next);
        inForce = next;
        for (Given.Change change : changes) {
            LOG.info(
                    "Configuration: {}{}",
                    change,
                    GatewayConfig.isReloaded(change.key()) ? "" : " (takes effect at the next start)");
        }
        LOG.info("Configuration reloaded, changes: {}", changes.size());
    }

    private void tell(Throwable refused) {
        String why = refused instanceof InvalidConfiguration invalid
                ? String.join(
                        "; ", invalid.problems().stream().map(Object::toString).toList())
                : ConfigurationFile.kind(refused);
        LOG.error("Configuration {} not reloaded, the one before stays: {}", file == null ? "" : file, why);
    }
}
