package dev.pkce.gateway;

import dev.pkce.gateway.demo.Browser;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** A certified authorization server, npm's oidc-provider, and what a person does at its pages. */
final class OidcProvider implements AutoCloseable {
    /** The client whose requests must be pushed. */
    static final String PUSHING = "pushing";
    /** The client whose tokens are bound to a key. */
    static final String BOUND = "bound";

    private final Node node;
    private final String issuer;

    private OidcProvider(Node node, String issuer) {
        this.node = node;
        this.issuer = issuer;
    }

    static OidcProvider start() throws Exception {
        Node node = Node.start("oidc-provider.mjs", Login.CLIENT, PUSHING, BOUND);
        return new OidcProvider(node, node.line("http://127.0.0.1:"));
    }

    String issuer() {
        return issuer;
    }

    /** The address that its metadata have under {@code name}. */
    String endpoint(String name) {
        String metadata =
                new Browser().get(issuer + "/.well-known/openid-configuration").body();
        return new JsonObject(metadata).getString(name);
    }

    /** Makes this the only provider of a gateway's configuration; its part of it. */
    JsonObject behind(JsonObject config) {
        JsonObject provider = new JsonObject().put("issuer", issuer);
        config.put("providers", new JsonArray().add(provider));
        return provider;
    }

    /** Somebody logs in and consents, and is brought back. */
    Tab signIn(String url) {
        Tab tab = new Tab(url);
        tab.submit(Map.of("login", "ada", "password", "any"));
        tab.submit(Map.of("prompt", "consent"));
        return bringBack(tab);
    }

    /** Somebody would rather not, and is brought back. */
    Tab cancel(String url) {
        Tab tab = new Tab(url);
        tab.click("Cancel");
        return bringBack(tab);
    }

    private Tab bringBack(Tab tab) {
        if (tab.isAt(issuer)) {
            // response_mode=form_post: the page posts itself to the callback.
            tab.submit(Map.of());
        }
        return tab;
    }

    @Override
    public void close() {
        node.close();
    }
}
