package dev.pkce.gateway.http;

import dev.pkce.gateway.page.Page;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Shows the contract by Swagger UI, where its WebJar is on the class path: it is in the runnable jar, and optional elsewhere. */
final class Viewer {
    private static final String PAGE = "/reference";
    private static final String WEBJAR = "META-INF/maven/org.webjars/swagger-ui/pom.properties";
    // It draws its arrows from data: addresses. Nothing can be tried out from it, so it reads the contract and no more.
    private static final String POLICY =
            "script-src 'self'; style-src 'self' {style}; img-src data:; connect-src 'self'";
    private static final Map<String, Asset> FILES = files();

    private Viewer() {}

    /** What it serves; nothing without its WebJar. */
    static Set<String> paths() {
        Set<String> paths = new LinkedHashSet<>(FILES.keySet());
        if (!paths.isEmpty()) {
            paths.add(PAGE);
        }
        return paths;
    }

    static void mount(Router router) {
        if (FILES.isEmpty()) {
            return;
        }
        Page page = Page.of(Page.template(Viewer.class, "reference.html"), POLICY);
        router.get(PAGE).handler(ctx -> Answers.page(ctx, 200, page));
        FILES.forEach((path, file) -> router.get(path).handler(file));
    }

    private static Map<String, Asset> files() {
        Map<String, Asset> files = new LinkedHashMap<>();
        String version = version();
        if (version != null) {
            for (String name : new String[] {"swagger-ui.css", "swagger-ui-bundle.js"}) {
                files.put(PAGE + "/" + name, webjar("META-INF/resources/webjars/swagger-ui/" + version + "/" + name));
            }
            files.put(PAGE + "/start.js", Asset.own("reference/start.js"));
        }
        return files;
    }

    private static Asset webjar(String path) {
        return Asset.read(loader().getResourceAsStream(path), path);
    }

    private static @Nullable String version() {
        try (InputStream stream = loader().getResourceAsStream(WEBJAR)) {
            Properties described = new Properties();
            if (stream != null) {
                described.load(stream);
            }
            return described.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ClassLoader loader() {
        return Viewer.class.getClassLoader();
    }
}
