package dev.pkce.gateway.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pkce.gateway.api.PkceException;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class ProvidersTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final String CALLBACK = "http://localhost:1000/pkce/response/code";

    @Test
    void the_domain_goes_before_the_client_and_the_client_before_the_default(Vertx vertx) {
        Providers providers =
                providers(vertx, provider("a", "one", false), provider("b", "two", false), provider("c", null, true));

        assertThat(providers.choose("b.example", "two").provider().name()).isEqualTo("b");
        assertThat(providers.choose(null, "one").provider().name()).isEqualTo("a");
        assertThat(providers.choose(null, "anybody").provider().name()).isEqualTo("c");
    }

    @Test
    void a_client_that_two_providers_have_tells_neither_of_them(Vertx vertx) {
        Providers providers = providers(vertx, provider("a", "same", true), provider("b", "same", false));

        assertThat(providers.choose("b.example", "same").provider().name()).isEqualTo("b");
        assertThatThrownBy(() -> providers.choose(null, "same"))
                .isInstanceOfSatisfying(
                        PkceException.class,
                        refused -> assertThat(refused.problem().error()).isEqualTo("unauthorized_domain"));
    }

    @Test
    void of_several_clients_at_one_domain_the_one_that_is_named_is_meant(Vertx vertx) {
        Providers providers = providers(
                vertx,
                Provider.of("a", "https://id.example/", Client.of("one")),
                Provider.of("b", "https://id.example/", Client.of("two")));

        assertThat(providers.choose("id.example", "one").provider().name()).isEqualTo("a");
        assertThat(providers.choose("id.example", "two").provider().name()).isEqualTo("b");
        assertThatThrownBy(() -> providers.choose("id.example", "three"))
                .isInstanceOfSatisfying(
                        PkceException.class,
                        refused -> assertThat(refused.problem().error()).isEqualTo("unauthorized_client"));
    }

    @Test
    void a_client_that_nobody_knows_goes_to_the_one_that_takes_any(Vertx vertx) {
        Providers providers = providers(
                vertx,
                Provider.of("a", "https://id.example/", Client.of("one")),
                Provider.of("b", "https://id.example/", Client.of(null)));

        assertThat(providers.choose("id.example", "one").provider().name()).isEqualTo("a");
        assertThat(providers.choose("id.example", "three").provider().name()).isEqualTo("b");
    }

    @Test
    void what_is_of_unknown_origin_is_not_shown_to_the_default_provider_by_guess(Vertx vertx) {
        Providers providers = providers(vertx, provider("a", null, true), provider("b", null, false));

        assertThat(providers.choose(null, "any").provider().name()).isEqualTo("a");
        assertThat(providers.giver("b.example", "any").provider().name()).isEqualTo("b");
        assertThatThrownBy(() -> providers.giver(null, "any"))
                .isInstanceOfSatisfying(
                        PkceException.class,
                        refused -> assertThat(refused.problem().error()).isEqualTo("unauthorized_domain"));
        assertThat(providers(vertx, provider("a", null, true), provider("c", "c", false))
                        .giver(null, "any")
                        .provider()
                        .name())
                .isEqualTo("a");
    }

    @Test
    void discovery_is_held_to_the_rule_for_what_is_configured(Vertx vertx) throws Exception {
        int port = serve(vertx, "http://token.example/token");
        Provider found = Provider.of("found", "http://localhost:" + port, Client.of(null));

        assertThatThrownBy(() -> providers(vertx, found)
                        .choose(null, "client")
                        .metadata()
                        .await(10, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(
                        PkceException.class,
                        refused -> assertThat(refused.failureCode()).isEqualTo(502));
    }

    @Test
    void those_that_cannot_be_built_leave_what_is_there(Vertx vertx) {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Provider stays = provider("a", "one", false);
        Provider changed = at("a", new Connection(SECOND, SECOND, SECOND, 7, null));
        Providers providers = new Providers(vertx, List.of(stays), () -> CALLBACK, registry);
        List<Meter> before = registry.getMeters();

        assertThatThrownBy(() ->
                        providers.prepare(List.of(changed, at("new", new Connection(SECOND, SECOND, SECOND, 0, null)))))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(registry.getMeters())
                .usingElementComparator(ProvidersTest::same)
                .containsExactlyInAnyOrderElementsOf(before);
        assertThat(providers.all()).extracting(IdentityProvider::provider).containsExactly(stays);
        providers.prepare(List.of(changed)).enter();
        assertThat(providers.all()).extracting(IdentityProvider::provider).containsExactly(changed);
        assertThat(registry.getMeters()).hasSameSizeAs(before);
    }

    private static int same(Meter one, Meter other) {
        return Integer.compare(System.identityHashCode(one), System.identityHashCode(other));
    }

    private static Provider at(String name, Connection connection) {
        Server server = Server.of("https://" + name + ".example/");
        return new Provider(
                name,
                new Server(server.issuer(), server.endpoints(), server.discovery(), server.hosts(), connection),
                Client.of(null),
                new Routing(List.of(), false),
                Dialect.USUAL);
    }

    private static int serve(Vertx vertx, String token) throws Exception {
        return vertx.createHttpServer()
                .requestHandler(request -> request.response()
                        .putHeader("Content-Type", "application/json")
                        .end(new JsonObject()
                                .put("issuer", "http://" + request.authority())
                                .put("authorization_endpoint", "http://" + request.authority() + "/authorize")
                                .put("token_endpoint", token)
                                .encode()))
                .listen(0, "localhost")
                .await(10, TimeUnit.SECONDS)
                .actualPort();
    }

    private static Providers providers(Vertx vertx, Provider... configured) {
        return new Providers(vertx, List.of(configured), () -> CALLBACK, new SimpleMeterRegistry());
    }

    private static Provider provider(String name, @Nullable String client, boolean fallback) {
        return new Provider(
                name,
                Server.of("https://" + name + ".example/"),
                Client.of(client),
                new Routing(List.of(), fallback),
                Dialect.USUAL);
    }
}
