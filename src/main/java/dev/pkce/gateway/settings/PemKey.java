package dev.pkce.gateway.settings;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A private key as PKCS #8 in PEM (RFC 7468 section 10). */
public final class PemKey {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private PemKey() {}

    /** The RSA or EC key in {@code text}; an IllegalArgumentException says nothing of the text. */
    public static PrivateKey parse(String text) {
        Matcher key = KEY.matcher(text);
        if (key.find()) {
            return decode(Base64.getMimeDecoder().decode(key.group(1)));
        }
        throw new IllegalArgumentException(
                text.contains("PRIVATE KEY-----")
                        ? "must be PKCS #8 without a password (BEGIN PRIVATE KEY), as openssl pkcs8 -topk8 -nocrypt writes it"
                        : "must be a private key in PEM (BEGIN PRIVATE KEY)");
    }

    private static PrivateKey decode(byte[] der) {
        for (String kind : List.of("RSA", "EC")) {
            try {
                return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (InvalidKeySpecException otherKind) {
                // The next one may read it.
            } catch (GeneralSecurityException missing) {
                throw new IllegalStateException("this Java has no " + kind);
            }
        }
        throw new IllegalArgumentException("must be an RSA or EC key");
    }
}
