package dev.pkce.gateway.http;

import dev.pkce.gateway.Login;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.demo.Recorded;
import io.vertx.core.json.JsonObject;

/** The two endpoints that take JSON of a login, each with the body that it takes and how to tell that it still would. */
enum JsonEndpoint {
    CODE("/pkce/code", "/authorize") {
        @Override
        Call call(TestGateway gateway) {
            Login login = gateway.login();
            return new Call(this, gateway, login.seed());
        }
    },
    TOKEN("/pkce/token", "/oauth/token") {
        @Override
        Call call(TestGateway gateway) {
            Login login = gateway.login();
            return new Call(this, gateway, login.tokenCall(login.approved()));
        }
    };

    private final String path;
    private final String upstream;

    JsonEndpoint(String path, String upstream) {
        this.path = path;
        this.upstream = upstream;
    }

    String path() {
        return path;
    }

    /** A call that is good, and was not made yet. */
    abstract Call call(TestGateway gateway);

    /** A good call to this endpoint, to be spoilt. */
    record Call(JsonEndpoint endpoint, TestGateway gateway, JsonObject body) {
        /** How often the provider was asked what this call has it asked. */
        int upstream() {
            return (int) gateway.provider().recorder().at(endpoint.upstream).stream()
                    .filter(this::isOurs)
                    .count();
        }

        /** The provider may still be asked for a login before, whose caller did not wait for that. */
        private boolean isOurs(Recorded request) {
            String state = request.query().get("state");
            return state == null || state.equals(body.getString("state"));
        }

        Reply send(Object json) {
            return gateway.postJson(endpoint.path, json, "Prefer", "respond-async");
        }

        Reply send(String type, byte[] bytes) {
            return gateway.postBytes(endpoint.path, type, bytes, "Prefer", "respond-async");
        }

        /** Sends it as it should be. */
        Reply good() {
            return send(body).expect(endpoint == CODE ? 202 : 200);
        }

        /** The good call with one more member, as text. */
        String with(String member) {
            return "{" + member + "," + body.encode().substring(1);
        }
    }
}
