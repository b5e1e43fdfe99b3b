package dev.pkce.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.api.SeededPkce;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What leaves the process comes back as it was, but for the clock. */
class RowFormTest {
    private static final long HERE = 1_000_000;
    private static final long THERE = -77;
    private static final int LATER = 30_000;
    private static final Origin ORIGIN = new Origin("state", "nonce", "challenge", null, HERE);

    @Provide
    Arbitrary<Flow> flows() {
        Arbitrary<String> texts = Arbitraries.strings().ofMinLength(1).ofMaxLength(20);
        Arbitrary<Origin> origins = Combinators.combine(texts, texts, texts.injectNull(0.3), texts.injectNull(0.3))
                .as((state, nonce, application, address) ->
                        new Origin(state, nonce, S256.of(state), application, address, HERE));
        Arbitrary<Map<String, String>> parameters =
                Arbitraries.maps(texts, texts).ofMaxSize(3);
        Arbitrary<SeededPkce> seeds = Combinators.combine(
                        texts, texts.list().ofMaxSize(3), texts.injectNull(0.3), texts.injectNull(0.3), parameters)
                .as((client, scope, redirect, domain, more) ->
                        new SeededPkce("state", "nonce", "challenge", client, scope, redirect, domain, more));
        Arbitrary<Authorization> asked =
                Combinators.combine(seeds, texts, texts).as(Authorization::new);
        return Combinators.combine(origins, asked, texts, texts, Arbitraries.of(Stage.class))
                .as(RowFormTest::flow);
    }

    private static Flow flow(Origin origin, Authorization asked, String one, String other, Stage stage) {
        Secret code = new Secret(one);
        return switch (stage) {
            case ISSUED -> new Flow.Issued(origin);
            case SEEDED ->
                new Flow.Seeded(
                        origin,
                        asked,
                        List.of(one, other),
                        one.length() > 3 ? new Pushed(other, HERE + LATER) : null,
                        other.length() > 3);
            case HELD -> new Flow.Held(origin, asked, List.of(), code, new Secret(other));
            case ANSWERED -> new Flow.Answered(origin, asked, code, one.length());
            case REDEEMING -> new Flow.Spent(origin, one, other, false);
            case SPENT -> new Flow.Spent(origin, one, other, true);
            case DENIED ->
                new Flow.Denied(
                        origin,
                        asked,
                        new Problem(Problem.Kind.PROVIDER_REFUSED, one, other, 7, one.length() > 3 ? one : null),
                        other.length() > 3 ? other : null);
        };
    }

    @Property(tries = 200)
    void a_row_comes_back_as_it_was(@ForAll("flows") Flow flow) {
        assertThat(RowForm.read(RowForm.write(flow, HERE), HERE)).isEqualTo(flow);
    }

    @Property(tries = 200)
    void the_same_row_has_the_same_form(@ForAll("flows") Flow flow) {
        byte[] form = RowForm.write(flow, HERE);

        assertThat(RowForm.write(RowForm.read(form, HERE), HERE)).isEqualTo(form);
    }

    @Example
    void times_are_those_of_the_clock_that_all_share() {
        Pushed pushed = new Pushed("urn:request", LATER);
        Flow here = new Flow.Seeded(ORIGIN, TestStore.asked(ORIGIN, "client"), List.of(), pushed, false);

        Flow.Seeded there = (Flow.Seeded) RowForm.read(RowForm.write(here, HERE), THERE);

        assertThat(there.origin()).isEqualTo(ORIGIN);
        assertThat(there.pushed()).isEqualTo(new Pushed("urn:request", LATER + HERE - THERE));
    }

    @Example
    void what_a_later_version_adds_is_passed_over() {
        Flow flow = new Flow.Issued(ORIGIN);
        JsonObject form = new JsonObject(text(flow)).put("later", new JsonObject().put("more", 1));

        assertThat(RowForm.read(form.toBuffer().getBytes(), HERE)).isEqualTo(flow);
    }

    @Example
    void what_is_no_row_is_refused() {
        assertThat(Stream.of("", "{}", "[]", "{\"stage\":\"other\",\"origin\":{}}"))
                .allSatisfy(text -> assertThatThrownBy(() -> RowForm.read(text.getBytes(StandardCharsets.UTF_8), HERE))
                        .isInstanceOf(RuntimeException.class));
    }

    private static String text(Flow flow) {
        return new String(RowForm.write(flow, HERE), StandardCharsets.UTF_8);
    }
}
