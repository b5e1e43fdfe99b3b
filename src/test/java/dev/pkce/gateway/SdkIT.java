package dev.pkce.gateway;

import dev.pkce.gateway.demo.DevelopmentProvider;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The published TypeScript SDK, unchanged, against the gateway; the steps are in {@code src/test/node}. */
@ExtendWith(GatewayExtension.class)
class SdkIT {
    @Test
    void a_person_signs_in_to_a_program_that_uses_the_sdk(TestGateways gateways) throws Exception {
        Node.run("sdk.mjs", url(gateways));
    }

    @Test
    void nobody_is_waited_for_where_the_provider_needs_nobody(TestGateways gateways, DevelopmentProvider provider)
            throws Exception {
        provider.autoApprove(true);

        Node.run("sdk-unattended.mjs", url(gateways));
    }

    @Test
    void others_generate_their_clients_from_the_contract(TestGateway gateway) throws Exception {
        Node.run("openapi.mjs", gateway.url());
    }

    @Test
    void the_program_of_the_sidecar_guide_signs_in(TestGateway gateway) throws Exception {
        Node.run(
                "sidecar-guide.mjs",
                gateway.url(),
                Path.of("src/site/sidecar.md").toAbsolutePath().toString());
    }

    private static String url(TestGateways gateways) {
        return gateways.start(SdkIT::nameTheClient).url();
    }

    /** A call without a seed takes the client of the configuration. */
    private static void nameTheClient(JsonObject config) {
        config.getJsonArray("providers").getJsonObject(0).put("client-id", Login.CLIENT);
    }
}
