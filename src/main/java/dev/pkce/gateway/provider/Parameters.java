package dev.pkce.gateway.provider;

import io.vertx.uritemplate.UriTemplate;
import io.vertx.uritemplate.Variables;
import java.util.Map;

/** Parameters as a query or a form: each name once, everything but unreserved characters percent-encoded. */
public final class Parameters {
    private static final UriTemplate FIRST = UriTemplate.of("{?parameters*}");
    private static final UriTemplate MORE = UriTemplate.of("{&parameters*}");

    private Parameters() {}

    /** {@code endpoint} with {@code parameters} after whatever query it has (RFC 6749 section 3.1). */
    public static String query(String endpoint, Map<String, String> parameters) {
        return endpoint + (endpoint.indexOf('?') < 0 ? FIRST : MORE).expandToString(variables(parameters));
    }

    /** The body of an {@code application/x-www-form-urlencoded} request. */
    public static String form(Map<String, String> parameters) {
        return FIRST.expandToString(variables(parameters)).substring(1);
    }

    private static Variables variables(Map<String, String> parameters) {
        return Variables.variables().set("parameters", parameters);
    }
}
