package dev.pkce.gateway.doctor;

import dev.pkce.gateway.provider.ProviderReply;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/**
 * What a provider's first answer says of the authorization request, its redirect_uri above all.
 *
 * @param detail what was seen, for people
 * @param error the OAuth error that was sent back to the redirect_uri; empty without
 */
record AuthorizeAnswer(Kind kind, String detail, String error) {
    enum Kind {
        /** A person must act: the request is in order. */
        PERSON,
        /** It was sent to the redirect_uri, which is registered then (RFC 6749 section 4.1.2.1). */
        BACK,
        /** It was not sent there although something is wrong: the redirect_uri or the client is not known. */
        REFUSED,
        /** Nothing can be learnt. */
        DOWN
    }

    // A page for somebody who is to sign in says nothing of these.
    private static final Pattern COMPLAINT =
            Pattern.compile("(?i)redirect[_ ]ur[il]|callback url mismatch|AADSTS\\d+|invalid_request|invalid_client");
    private static final Pattern ERROR_PATH = Pattern.compile("(?i).*/error(/.*|\\..*)?");

    static AuthorizeAnswer read(ProviderReply reply, String url, String redirectUri) {
        String location = reply.location();
        if (location != null) {
            return redirected(URI.create(url), location, redirectUri);
        }
        Optional<Document> page =
                reply.is("text/html") ? Optional.of(Jsoup.parse(reply.body(), url)) : Optional.empty();
        // Some send their form_post page of an error with status 400, so it is read before the status.
        return page.flatMap(html -> posted(html, redirectUri)).orElseGet(() -> stayed(reply, page));
    }

    private static AuthorizeAnswer stayed(ProviderReply reply, Optional<Document> page) {
        String text = page.map(Document::text).orElseGet(() -> refusal(reply));
        String detail = "status %d%s".formatted(reply.status(), text.isEmpty() ? "" : ", " + text);
        if (reply.status() >= 500 || reply.status() == 429) {
            return new AuthorizeAnswer(Kind.DOWN, "status " + reply.status(), "");
        }
        return reply.status() >= 400 || COMPLAINT.matcher(text).find()
                ? new AuthorizeAnswer(Kind.REFUSED, detail, "")
                : new AuthorizeAnswer(Kind.PERSON, "it shows a page for a person", "");
    }

    private static String refusal(ProviderReply reply) {
        JsonObject json = reply.json().orElseGet(JsonObject::new);
        return Stream.of("error", "error_description")
                .filter(json::containsKey)
                .map(member -> String.valueOf(json.getValue(member)))
                .collect(Collectors.joining(": "));
    }

    private static AuthorizeAnswer redirected(URI from, String location, String redirectUri) {
        String target = resolved(from, location);
        Map<String, String> parameters = new HashMap<>();
        new QueryStringDecoder(target).parameters().forEach((name, values) -> parameters.put(name, values.get(0)));
        String address = target.replaceFirst("[?#].*", "");
        if (address.equals(redirectUri.replaceFirst("[?#].*", "")) && parameters.containsKey("state")) {
            return back(parameters);
        }
        boolean error = parameters.keySet().stream().anyMatch(List.of("error", "authError", "error_code")::contains)
                || ERROR_PATH.matcher(address).matches();
        return error
                ? new AuthorizeAnswer(
                        Kind.REFUSED,
                        "it sends browsers to %s %s"
                                .formatted(address, told(parameters))
                                .strip(),
                        "")
                : new AuthorizeAnswer(Kind.PERSON, "it sends browsers on to " + address, "");
    }

    private static Optional<AuthorizeAnswer> posted(Document page, String redirectUri) {
        return page.select("form[action]").stream()
                .filter(form -> form.absUrl("action").equals(redirectUri))
                .findFirst()
                .map(form -> back(inputs(form)));
    }

    private static Map<String, String> inputs(Element form) {
        Map<String, String> inputs = new HashMap<>();
        form.select("input[name]").forEach(input -> inputs.put(input.attr("name"), input.attr("value")));
        return inputs;
    }

    private static AuthorizeAnswer back(Map<String, String> parameters) {
        String error = parameters.getOrDefault("error", "");
        return new AuthorizeAnswer(Kind.BACK, error.isEmpty() ? "it answers at once" : told(parameters), error);
    }

    private static String told(Map<String, String> parameters) {
        return Stream.of("error", "error_description")
                .filter(parameters::containsKey)
                .map(parameters::get)
                .collect(Collectors.joining(": "));
    }

    private static String resolved(URI from, String location) {
        try {
            return from.resolve(location).toString();
        } catch (IllegalArgumentException malformed) {
            return location;
        }
    }
}
