package dev.pkce.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.api.AuthorizationResponse;
import dev.pkce.gateway.api.AuthorizeRequest;
import dev.pkce.gateway.api.AwaitRequest;
import dev.pkce.gateway.api.JsonForm;
import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.RevokedPkce;
import dev.pkce.gateway.api.SeededPkce;
import dev.pkce.gateway.api.TokenizedPkce;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

/** Whatever comes in. */
class JsonBodyPropertiesTest {
    private static final int DEEPEST = 4;
    private static final JsonObject SEED = new JsonObject()
            .put("response_type", "code")
            .put("state", "a-state-that-a-client-made")
            .put("nonce", "nonce")
            .put("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
            .put("code_challenge_method", "S256")
            .put("client_id", "client")
            .put("scope", new JsonArray().add("openid"));
    private static final JsonObject CODE = new JsonObject()
            .put("grant_type", "authorization_code")
            .put("client_id", "client")
            .put("code", "code")
            .put("redirect_uri", "https://app.example/cb")
            .put("code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    private static final JsonObject RESPONSE =
            new JsonObject().put("state", "state").put("code", "code");

    private record Member(String name, @Nullable Object value) {}

    @Provide
    Arbitrary<JsonObject> objects() {
        return objects(DEEPEST);
    }

    private static Arbitrary<JsonObject> objects(int depth) {
        return Arbitraries.maps(texts(), values(depth)).ofMaxSize(5).map(JsonObject::new);
    }

    private static Arbitrary<Object> values(int depth) {
        Arbitrary<Object> plain = Arbitraries.oneOf(
                texts().map(Object.class::cast),
                Arbitraries.integers().map(Object.class::cast),
                Arbitraries.doubles().map(Object.class::cast),
                Arbitraries.of(true, false).map(Object.class::cast));
        return depth == 0
                ? plain
                : Arbitraries.oneOf(
                        plain.injectNull(0.1),
                        objects(depth - 1).map(Object.class::cast),
                        values(depth - 1).list().ofMaxSize(4).map(JsonArray::new));
    }

    /** All of Unicode, but for halves of characters, which UTF-8 cannot hold. */
    private static Arbitrary<String> texts() {
        return Arbitraries.strings()
                .all()
                .ofMaxLength(20)
                .filter(text -> text.codePoints().noneMatch(c -> Character.getType(c) == Character.SURROGATE));
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void an_object_is_read_as_it_was_written(@ForAll("objects") JsonObject object) {
        assertThat(JsonBody.parse(object.toBuffer())).isEqualTo(object);
    }

    @Property
    void bytes_are_an_object_or_an_invalid_request(@ForAll @Size(max = 200) byte[] bytes) {
        assertReadOrRefused(() -> JsonBody.parse(Buffer.buffer(bytes)));
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void an_object_that_was_damaged_is_an_object_or_an_invalid_request(
            @ForAll("objects") JsonObject object, @ForAll int at, @ForAll byte by) {
        byte[] bytes = object.toBuffer().getBytes();
        bytes[Math.floorMod(at, bytes.length)] = by;
        assertReadOrRefused(() -> JsonBody.parse(Buffer.buffer(bytes)));
    }

    private static void assertReadOrRefused(Runnable reader) {
        try {
            reader.run();
        } catch (PkceException refused) {
            assertThat(refused.problem().kind()).isEqualTo(Problem.Kind.INVALID_REQUEST);
        }
    }

    /** A good message of which one member is anything. */
    @Provide
    Arbitrary<Member> members() {
        Arbitrary<String> names = Arbitraries.of(
                "state",
                "nonce",
                "code_challenge",
                "client_id",
                "scope",
                "redirect_uri",
                "domain",
                "audience",
                "prompt",
                "response_mode",
                "dpop_jkt",
                "dpop",
                "ADDITIONAL_PARAMETERS",
                "code",
                "code_verifier",
                "grant_type",
                "refresh_token",
                "token",
                "error",
                "error_description",
                "iss",
                "wait",
                "application_id");
        Arbitrary<Object> odd = Arbitraries.frequencyOf(
                Tuple.of(3, values(2)),
                Tuple.of(1, Arbitraries.of("UNKNOWN", "", "refresh_token", "query", "openid  email", 0, -1)));
        return Combinators.combine(names, odd).as(Member::new);
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void a_message_reads_as_it_is_written(@ForAll("members") Member member) {
        JsonObject token = new JsonObject().put("client_id", "client").put("token", "token");
        stable(SeededPkce::fromJson, SEED, member);
        stable(AuthorizeRequest::fromJson, SEED, member);
        stable(TokenizedPkce::fromJson, CODE, member);
        stable(AuthorizationResponse::fromJson, RESPONSE, member);
        stable(AwaitRequest::fromJson, RESPONSE, member);
        stable(RevokedPkce::fromJson, token, member);
    }

    private static void stable(Function<JsonObject, ? extends JsonForm> read, JsonObject good, Member member) {
        JsonObject json = good.copy().put(member.name(), member.value());
        assertReadOrRefused(() -> {
            JsonForm message = read.apply(json);
            assertThat(read.apply(message.toJson())).isEqualTo(message);
        });
    }

    @Example
    void the_good_messages_are_read() {
        assertThat(SeededPkce.fromJson(SEED).toJson()).isEqualTo(SEED);
        assertThat(TokenizedPkce.fromJson(CODE).toJson()).isEqualTo(CODE);
        assertThat(AuthorizationResponse.fromJson(RESPONSE).toJson()).isEqualTo(RESPONSE);
    }

    @Property
    void a_preference_is_read_or_ignored(@ForAll List<String> fields) {
        Preference preference = Preference.of(fields);

        assertThat(preference.applied() == null).isEqualTo(preference.patience() == null);
    }

    @Property
    void a_wait_is_found_among_what_cannot_be_read(@ForAll String other, @ForAll boolean first) {
        String odd = "odd-" + other.replace(",", "").replace("wait", "");
        List<String> fields = first ? List.of("wait=7", odd) : List.of(odd + ", wait=7");

        assertThat(Preference.of(fields)).isEqualTo(new Preference(Duration.ofSeconds(7), "wait=7"));
    }
}
