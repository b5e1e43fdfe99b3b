package dev.pkce.gateway.demo;

/** How the authorize endpoint says that a person must log in; real servers differ. */
public enum LoginPage {
    /** The page itself. */
    HTML_200,
    /** A redirect to the page by its whole address. */
    REDIRECT_302_ABSOLUTE,
    /** A redirect to the page by its path. */
    REDIRECT_303_RELATIVE
}
