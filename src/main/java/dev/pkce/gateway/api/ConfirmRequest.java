package dev.pkce.gateway.api;

import io.vertx.core.json.JsonObject;

/**
 * Tells whether the person who signed in is the one who started the sign-in.
 *
 * @param state the flow's
 * @param ticket what the {@link Confirmation} held
 * @param agreed false ends the flow: whoever started it is told {@code access_denied}
 */
public record ConfirmRequest(String state, Secret ticket, boolean agreed) implements Request {
    /** Reads the JSON form; {@code agreed} is {@code "yes"} or {@code "no"}, as a form has no other values. */
    public static ConfirmRequest fromJson(JsonObject json) {
        Members members = new Members(json);
        String agreed = Rules.required("agreed", members.string("agreed"));
        if (!agreed.equals("yes") && !agreed.equals("no")) {
            throw Rules.invalid("agreed", "must be \"yes\" or \"no\".");
        }
        return new ConfirmRequest(members.string("state"), members.secret("ticket"), agreed.equals("yes")).checked();
    }

    @Override
    public ConfirmRequest checked() {
        return new ConfirmRequest(Rules.state("state", state), Rules.requiredSecret("ticket", ticket), agreed);
    }

    @Override
    public JsonObject toJson() {
        return new JsonObject()
                .put("state", state)
                .put("ticket", ticket.reveal())
                .put("agreed", agreed ? "yes" : "no");
    }
}
