package dev.pkce.gateway.demo;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;

/** The few pages of the provider: no external resources, everything from outside escaped. */
final class Pages {
    private static final String STYLE =
            "body{font:16px/1.5 system-ui,sans-serif;max-width:26rem;margin:4rem auto;padding:0 1rem}"
                    + "input,button{font:inherit;padding:.4rem .8rem}";
    private static final String SUBMIT = "document.forms[0].submit()";

    /** A form may go anywhere on the web, for browsers apply form-action to the redirect that follows as well. */
    private static final String POLICY = "default-src 'none'; style-src '" + source(STYLE) + "'; script-src '"
            + source(SUBMIT) + "'; base-uri 'none'; frame-ancestors 'none'; form-action http: https:";

    private static final String LOGIN = """
            <h1>Log in</h1>
            <p>This is a development provider: any name will do. <b>%s</b> asks for <b>%s</b>.</p>
            <form method="post" action="/login">
            <input type="hidden" name="login" value="%s">
            <p><label>Name <input name="username" value="developer" autofocus></label></p>
            <p><button name="action" value="approve">Approve</button>
            <button name="action" value="deny">Deny</button></p>
            </form>
            """;

    private static final String FORM_POST = """
            <form method="post" action="%s">
            %s<noscript><button>Continue</button></noscript>
            </form>
            <script>%s</script>
            """;

    private Pages() {}

    static void login(HttpServerResponse response, String login, AuthorizationRequest request) {
        String client = escape(request.address().clientId());
        String scope = escape(String.join(" ", request.scope()));
        send(response, "Log in", LOGIN.formatted(client, scope, escape(login)));
    }

    /** OAuth 2.0 Form Post Response Mode, section 2. */
    static void formPost(HttpServerResponse response, String action, Map<String, String> values) {
        String inputs = values.entrySet().stream()
                .map(value -> "<input type=\"hidden\" name=\"%s\" value=\"%s\">%n"
                        .formatted(escape(value.getKey()), escape(value.getValue())))
                .collect(Collectors.joining());
        send(response, "Continue", FORM_POST.formatted(escape(action), inputs, SUBMIT));
    }

    static void refusal(HttpServerResponse response, OAuthException refusal) {
        String text = escape(refusal.error() + ": " + refusal.description());
        send(response.setStatusCode(refusal.status()), "Refused", "<h1>Refused</h1>\n<p>" + text + "</p>\n");
    }

    private static void send(HttpServerResponse response, String title, String body) {
        response.putHeader(HttpHeaders.CONTENT_TYPE, "text/html;charset=utf-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("Content-Security-Policy", POLICY)
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("X-Content-Type-Options", "nosniff")
                .end("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + title
                        + "</title><style>" + STYLE + "</style></head><body>\n" + body + "</body></html>\n");
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static String source(String inline) {
        return "sha256-" + Base64.getEncoder().encodeToString(Crypto.sha256(inline));
    }
}
