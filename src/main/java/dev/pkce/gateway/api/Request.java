package dev.pkce.gateway.api;

/**
 * What is asked of an address. Whoever makes one need not check it: {@link Endpoint} does, for every door alike, before
 * anything happens.
 */
public interface Request extends JsonForm {
    /**
     * The same request, without optional members that say nothing: the empty text and {@code UNKNOWN}, which the generated
     * clients write for what was not set.
     *
     * @throws PkceException if a member breaks its rule
     */
    Request checked();
}
