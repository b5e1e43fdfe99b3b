package dev.pkce.gateway.http;

import dev.pkce.gateway.page.Page;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/**
 * The page where people see what this is and try a sign-in, and the viewer of the contract. No part of the contract
 * itself: its scripts can do what any program can, by the same addresses and rules, and nothing else.
 */
final class Playground {
    private static final Document TEMPLATE = Page.document(Playground.class, "playground.html");
    private static final String HOME = "/";
    // Nothing of another origin, and no text of an answer that becomes markup.
    private static final String POLICY = "script-src 'self'; style-src 'self' {style}; connect-src 'self'; "
            + "require-trusted-types-for 'script'; trusted-types 'none'";
    private static final Map<String, Asset> FILES = files(
            "playground/style.css",
            "playground/page.js",
            "playground/view.js",
            "playground/sign-in.js",
            "playground/words.js");

    private final Logins logins;
    private final String publicUrl;

    /** A playground of the gateway that people reach by {@code publicUrl}. */
    Playground(Logins logins, String publicUrl) {
        this.logins = logins;
        this.publicUrl = publicUrl;
    }

    /** What it serves, and by which methods. */
    static Map<String, String> allowed() {
        Map<String, String> allowed = new LinkedHashMap<>(Map.of(HOME, "GET"));
        FILES.keySet().forEach(path -> allowed.put(path, "GET"));
        Viewer.paths().forEach(path -> allowed.put(path, "GET"));
        return allowed;
    }

    void mount(Router router) {
        router.get(HOME).handler(this::onHome);
        FILES.forEach((path, file) -> router.get(path).handler(file));
        Viewer.mount(router);
    }

    private static Map<String, Asset> files(String... names) {
        return List.of(names).stream().collect(Collectors.toUnmodifiableMap(HOME::concat, Asset::own));
    }

    private void onHome(RoutingContext ctx) {
        Document page = TEMPLATE.clone();
        page.expectFirst("main").attr("data-home", publicUrl + HOME).attr("data-callback", publicUrl + Paths.CALLBACK);
        Element providers = page.expectFirst("#providers");
        Element choices = page.expectFirst("#provider");
        for (Logins.Choice choice : logins.choices().get()) {
            row(providers.appendElement("tr"), choice);
            option(choices.appendElement("option"), choice);
        }
        if (Viewer.paths().isEmpty()) {
            page.expectFirst("#reference").remove();
        }
        Answers.page(ctx, 200, Page.of(page.outerHtml(), POLICY));
    }

    private static void row(Element row, Logins.Choice choice) {
        row.appendElement("th").attr("scope", "row").text(choice.name());
        row.appendElement("td")
                .addClass(choice.answers() ? "up" : "down")
                .text(choice.answers() ? "answers" : "does not answer");
    }

    private static void option(Element option, Logins.Choice choice) {
        String clientId = choice.clientId();
        option.attr("value", choice.domain())
                .attr("data-client", clientId == null ? "" : clientId)
                .text(choice.name());
    }
}
