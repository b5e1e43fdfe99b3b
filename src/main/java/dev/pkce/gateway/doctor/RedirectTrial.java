package dev.pkce.gateway.doctor;

import dev.pkce.gateway.provider.Client;
import dev.pkce.gateway.provider.Leg;
import dev.pkce.gateway.provider.Metadata;
import dev.pkce.gateway.provider.Parameters;
import dev.pkce.gateway.provider.Probe;
import dev.pkce.gateway.provider.ProviderReply;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Begins a sign-in that nobody will finish, to learn whether the provider would send people back. */
final class RedirectTrial {
    // Spring Authorization Server answers 401 to what does not look like a browser.
    private static final String BROWSER = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8";
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Set<String> TRANSIENT = Set.of("temporarily_unavailable", "server_error", "access_denied");
    private static final Set<String> PERSON =
            Set.of("login_required", "interaction_required", "consent_required", "account_selection_required");
    /** The key that is wrong where the provider sends an error back. */
    private static final Map<String, String> KEYS = Map.of(
            "invalid_scope", "scope",
            "invalid_target", "audience",
            "unauthorized_client", "client-id",
            "invalid_client", "client-id",
            "unsupported_response_mode", "parameters");

    private final Entry entry;
    private final Probe probe;
    private final Metadata metadata;
    private final Consumer<ProviderReply> seen;

    RedirectTrial(Entry entry, Probe probe, Metadata metadata, Consumer<ProviderReply> seen) {
        this.entry = entry;
        this.probe = probe;
        this.metadata = metadata;
        this.seen = seen;
    }

    /** As the gateway does it: pushed where the provider offers that, else by its own first hop. */
    Future<Finding> ask(String redirectUri) {
        Client client = entry.provider().client();
        if (client.id() == null) {
            return found(Finding.skip(
                    Check.REDIRECT_URI, redirectUri + ": not asked, as without client-id each program brings its own"));
        }
        Map<String, String> request = request(client.id(), redirectUri);
        Future<Finding> asked = metadata.push() == null
                ? direct(redirectUri, Parameters.query(metadata.authorize(), request))
                : pushed(redirectUri, metadata.push(), request);
        return asked.otherwise(failure -> down(redirectUri, Reason.of(failure)));
    }

    private Future<Finding> direct(String redirectUri, String url) {
        if (!entry.provider().dialect().preflight()) {
            return found(Finding.skip(Check.REDIRECT_URI, redirectUri + ": not asked, as preflight is false"));
        }
        return probe.get(Leg.AUTHORIZE, url, BROWSER)
                .onSuccess(seen::accept)
                .map(reply -> judge(redirectUri, AuthorizeAnswer.read(reply, url, redirectUri)));
    }

    private Future<Finding> pushed(String redirectUri, String endpoint, Map<String, String> request) {
        return probe.post(Leg.PUSH, endpoint, request).onSuccess(seen::accept).compose(reply -> {
            JsonObject json = reply.json().orElseGet(JsonObject::new);
            return json.getValue("request_uri") instanceof String uri && reply.status() < 300
                    ? direct(redirectUri, requested(request, uri))
                    : found(refusedPush(redirectUri, endpoint, reply, json));
        });
    }

    private String requested(Map<String, String> request, String uri) {
        return Parameters.query(
                metadata.authorize(), Map.of("client_id", request.getOrDefault("client_id", ""), "request_uri", uri));
    }

    private Finding refusedPush(String redirectUri, String endpoint, ProviderReply reply, JsonObject json) {
        String error = String.valueOf(json.getValue("error"));
        AuthorizeAnswer answer = AuthorizeAnswer.read(reply, endpoint, redirectUri);
        if (reply.status() == 401 || error.equals("invalid_client")) {
            return Finding.fail(
                    Check.CLIENT_AUTH,
                    "the provider does not believe the gateway to be its client: " + answer.detail(),
                    entry.line("client-id", "<the client>, and its client-secret-file or client-key-file"));
        }
        return KEYS.containsKey(error)
                ? refused("%s: the request is refused, %s".formatted(redirectUri, answer.detail()), error)
                : judge(redirectUri, answer);
    }

    private Finding judge(String redirectUri, AuthorizeAnswer answer) {
        return switch (answer.kind()) {
            case PERSON -> accepted(redirectUri, answer);
            case BACK ->
                answer.error().isEmpty() || PERSON.contains(answer.error())
                        ? accepted(redirectUri, answer)
                        : refused(
                                "%s is accepted, but the request is refused: %s"
                                        .formatted(redirectUri, answer.detail()),
                                answer.error());
            case REFUSED ->
                Finding.fail(
                        Check.REDIRECT_URI,
                        "%s is refused: %s".formatted(redirectUri, answer.detail()),
                        "at the provider: register exactly this redirect_uri for the client %s; or %s"
                                .formatted(
                                        entry.provider().client().id(),
                                        entry.line("client-id", "<the client that has it>")));
            case DOWN -> down(redirectUri, answer.detail());
        };
    }

    private static Finding accepted(String redirectUri, AuthorizeAnswer answer) {
        return Finding.pass(Check.REDIRECT_URI, "%s is accepted: %s".formatted(redirectUri, answer.detail()));
    }

    private Finding refused(String detail, String error) {
        return TRANSIENT.contains(error)
                ? Finding.warn(Check.REDIRECT_URI, detail, "at the provider: see its log for the reason")
                : Finding.fail(
                        Check.REDIRECT_URI,
                        detail,
                        entry.line(KEYS.getOrDefault(error, "parameters"), "<what the client may ask for>"));
    }

    private static Finding down(String redirectUri, String reason) {
        return Finding.fail(
                Check.REDIRECT_URI,
                "%s: the provider cannot be asked (%s)".formatted(redirectUri, reason),
                "at the provider: see why its endpoint fails");
    }

    private Map<String, String> request(String clientId, String redirectUri) {
        Map<String, String> request = new TreeMap<>(entry.provider().dialect().parameters());
        if (entry.provider().client().audience() != null) {
            request.put("audience", entry.provider().client().audience());
        }
        request.put("response_type", "code");
        request.put("client_id", clientId);
        request.put("redirect_uri", redirectUri);
        request.put("scope", String.join(" ", entry.provider().client().scope()));
        request.put("state", random());
        request.put("nonce", random());
        // Of a verifier that nobody has: this sign-in cannot be finished.
        request.put("code_challenge", random());
        request.put("code_challenge_method", "S256");
        return request;
    }

    private static String random() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static Future<Finding> found(Finding finding) {
        return Future.succeededFuture(finding);
    }
}
