package dev.pkce.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.api.PkceException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import net.jqwik.api.lifecycle.AfterContainer;

/** Whatever query or type of a body comes in: it is taken or refused, and never fails. */
class RequestPropertiesTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final WebClient CLIENT = WebClient.create(VERTX);
    private static final HttpServer SERVER = of(listen());

    private record Answer(int status, String text) {}

    private static Future<HttpServer> listen() {
        Router router = Router.router(VERTX);
        router.get("/query").handler(ctx -> ctx.end(Query.state(ctx)));
        BodyRules.post(router, "/json", BodyRules::requireJson, RoutingContext::end);
        BodyRules.post(router, "/form", BodyRules::requireForm, RoutingContext::end);
        router.route().failureHandler(RequestPropertiesTest::fail);
        return VERTX.createHttpServer().requestHandler(router).listen(0, "127.0.0.1");
    }

    private static void fail(RoutingContext ctx) {
        int status = ctx.failure() instanceof PkceException refused
                ? refused.problem().status()
                : 500;
        ctx.response().setStatusCode(status).end(String.valueOf(ctx.failure()));
    }

    @AfterContainer
    static void stop() {
        of(VERTX.close());
    }

    private static <T> T of(Future<T> call) {
        try {
            return call.await(20, TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static Answer send(HttpMethod method, String uri, String body, String... headers) {
        HttpRequest<Buffer> request = CLIENT.request(method, SERVER.actualPort(), "127.0.0.1", uri);
        for (int i = 0; i < headers.length; i += 2) {
            request.putHeader(headers[i], headers[i + 1]);
        }
        HttpResponse<Buffer> answer = of(request.sendBuffer(Buffer.buffer(body)));
        return new Answer(answer.statusCode(), String.valueOf(answer.bodyAsString()));
    }

    private static Answer query(String query) {
        return send(HttpMethod.GET, "/query?" + query, "");
    }

    private static int post(String path, String type) {
        return post(path, type, "X-Nothing", "");
    }

    private static int post(String path, String type, String header, String value) {
        return send(HttpMethod.POST, path, "{}", "Content-Type", type, header, value)
                .status();
    }

    /** All of Unicode but halves of characters; not blank. */
    @Provide
    Arbitrary<String> states() {
        return Arbitraries.strings()
                .all()
                .ofMinLength(1)
                .ofMaxLength(20)
                .filter(text -> !text.isBlank())
                .filter(text -> text.codePoints().noneMatch(c -> Character.getType(c) == Character.SURROGATE));
    }

    /** What queries are made of, in any order. */
    @Provide
    Arbitrary<String> queries() {
        Arbitrary<String> parts = Arbitraries.of(
                "state", "=", "&", "%", ";", "+", "%73", "%3D", "%26", "%zz", "%c3", "%00", "a", "?", "/", "[]", "x=1");
        Arbitrary<String> any =
                Arbitraries.strings().withCharRange('!', '~').excludeChars('#').ofMaxLength(5);
        return Arbitraries.oneOf(parts, any).list().ofMaxSize(12).map(all -> String.join("", all));
    }

    @Property
    void a_query_has_one_state_or_is_an_invalid_request(@ForAll("queries") String query) {
        assertThat(query(query).status()).isIn(200, 400);
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void a_state_is_the_same_however_it_is_encoded(
            @ForAll("states") String state, @ForAll List<Boolean> ways, @ForAll boolean capitals) {
        Answer plain = query("state=" + encoded(state, List.of(), true));

        assertThat(plain).isEqualTo(new Answer(200, state));
        assertThat(query("state=" + encoded(state, ways, capitals))).isEqualTo(plain);
        assertThat(query("%73t%61te=" + encoded(state, ways, capitals) + "&other=%3Bstate"))
                .isEqualTo(plain);
    }

    /** Percent-encodes each byte, but for those that need not be where {@code ways} says so. */
    private static String encoded(String text, List<Boolean> ways, boolean capitals) {
        StringBuilder encoded = new StringBuilder();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            boolean bare = i < ways.size() && ways.get(i);
            if (bare && bytes[i] == ' ') {
                encoded.append('+');
            } else if (bare && bytes[i] > 0 && Character.isLetterOrDigit(bytes[i])) {
                encoded.append((char) bytes[i]);
            } else {
                String hex = "%%%02X".formatted(bytes[i]);
                encoded.append(capitals ? hex : hex.toLowerCase(Locale.ROOT));
            }
        }
        return encoded.toString();
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void a_state_must_not_come_twice(
            @ForAll("states") String one, @ForAll("states") String other, @ForAll boolean hidden) {
        String name = hidden ? "%73tate=" : "state=";
        String query = "state=" + encoded(one, List.of(), true) + "&a=b&" + name + encoded(other, List.of(), true);

        assertThat(query(query).status()).isEqualTo(400);
    }

    @Property
    void only_an_ampersand_ends_a_state(@ForAll @CharRange(from = '0', to = '9') @StringLength(min = 1) String digits) {
        assertThat(query("state=" + digits + ";state=2")).isEqualTo(new Answer(200, digits + ";state=2"));
    }

    @Property
    void a_type_is_taken_or_refused(@ForAll @CharRange(from = '!', to = '~') @StringLength(max = 60) String type) {
        assertThat(post("/json", "application/" + type)).isIn(200, 415);
        assertThat(post("/form", "application/json" + type)).isEqualTo(415);
        assertThat(post("/json", "text/" + type)).isEqualTo(415);
    }

    /** What may stand behind a type, and how freely it may be written. */
    @Provide
    Arbitrary<String> parameters() {
        Arbitrary<String> space = Arbitraries.of("", " ", "\t", "  ");
        Arbitrary<String> charset = Arbitraries.of("charset=utf-8", "CHARSET=\"UTF-8\"", "Charset = Utf-8");
        return Arbitraries.oneOf(
                space,
                Combinators.combine(space, space, charset)
                        .as((before, after, value) -> before + ";" + after + value + before));
    }

    @Property
    void a_type_is_the_same_however_it_is_written(
            @ForAll("parameters") String parameters, @ForAll List<Boolean> capitals) {
        String json = capitalized("application/json", capitals) + parameters;
        String problem = capitalized("application/problem+json", capitals) + parameters;
        String form = capitalized("application/x-www-form-urlencoded", capitals) + parameters;

        assertThat(post("/json", json)).isEqualTo(200);
        assertThat(post("/json", problem)).isEqualTo(200);
        assertThat(post("/form", form)).isEqualTo(200);
        assertThat(post("/json", form)).isEqualTo(415);
        assertThat(post("/form", json)).isEqualTo(415);
    }

    private static String capitalized(String text, List<Boolean> capitals) {
        return text.chars()
                .mapToObj(c -> String.valueOf((char) c))
                .map(c -> Objects.hash(c, capitals) % 2 == 0 ? c.toUpperCase(Locale.ROOT) : c)
                .collect(Collectors.joining());
    }

    @Property
    void a_body_in_another_charset_is_refused(
            @ForAll @CharRange(from = 'a', to = 'z') @CharRange(from = '0', to = '9') @StringLength(min = 1, max = 12)
                    String charset) {
        Assume.that(!charset.equals("utf-8"));

        assertThat(post("/json", "application/json; charset=" + charset)).isEqualTo(415);
        assertThat(post("/json", "application/json; charset=utf-8; charset=" + charset))
                .isEqualTo(415);
        assertThat(post("/form", "application/x-www-form-urlencoded;charset=\"" + charset + "\""))
                .isEqualTo(415);
    }

    @Property
    void a_compressed_body_is_refused(@ForAll @CharRange(from = 'a', to = 'z') @StringLength(min = 1) String coding) {
        assertThat(post("/json", "application/json", "Content-Encoding", coding))
                .isEqualTo(415);
    }
}
