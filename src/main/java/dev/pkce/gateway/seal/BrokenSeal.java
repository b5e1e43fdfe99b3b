package dev.pkce.gateway.seal;

/** What was to be opened is not what was sealed, or was sealed for something else, or with a key that is no longer known. */
public final class BrokenSeal extends RuntimeException {
    private static final long serialVersionUID = 1;

    BrokenSeal() {
        // Why is of no use to the honest, and no stack is wanted for each piece of rubbish that somebody puts there.
        super("The seal is broken, or its key unknown", null, false, false);
    }
}
