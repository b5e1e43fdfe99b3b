package dev.pkce.gateway.load;

/** What is timed, in the order of a login. */
enum Step {
    CHALLENGE("GET /pkce/challenge"),
    AT_ONCE("POST /pkce/code, answered at once"),
    SEED("POST /pkce/code, respond-async"),
    AUTHORIZE("GET /pkce/authorize"),
    PAGE("login page (provider)"),
    LOGIN("login form (provider)"),
    CALLBACK("GET /pkce/response/code"),
    WAKE("callback sent to parked call answered"),
    TOKEN("POST /pkce/token"),
    WHOLE("whole flow");

    private final String label;

    Step(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }
}
