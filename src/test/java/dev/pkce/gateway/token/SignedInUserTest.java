package dev.pkce.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.pkce.gateway.api.OAuthAccount;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignedInUserTest {
    private static JWTClaimsSet.Builder whole() {
        return new JWTClaimsSet.Builder()
                .subject("google-oauth2|117")
                .claim("name", "Dev Example")
                .claim("picture", "https://p")
                .claim("email", "dev@example.com")
                .claim("given_name", "Dev")
                .claim("family_name", "Example")
                .claim("nickname", "d")
                .claim("locale", "en")
                .claim("preferred_username", "dev")
                .claim("email_verified", true);
    }

    @Test
    void a_user_is_what_the_claims_tell() {
        assertThat(SignedInUser.auth0(whole().build()))
                .isEqualTo(Map.ofEntries(
                        Map.entry("user_id", "google-oauth2|117"),
                        Map.entry("name", "Dev Example"),
                        Map.entry("picture", "https://p"),
                        Map.entry("email", "dev@example.com"),
                        Map.entry("given_name", "Dev"),
                        Map.entry("family_name", "Example"),
                        Map.entry("nickname", "d"),
                        Map.entry("locale", "en"),
                        Map.entry("username", "dev"),
                        Map.entry("email_verified", true)));
    }

    @Test
    void claims_of_another_type_are_none() {
        JWTClaimsSet odd = new JWTClaimsSet.Builder()
                .claim("name", 1)
                .claim("email", "")
                .claim("email_verified", "true")
                .build();

        assertThat(SignedInUser.auth0(odd)).isEmpty();
    }

    @Test
    void a_user_of_descope_is_whole_or_none() {
        JWTClaimsSet claims =
                whole().claim("phone_number", "1").claim("middle_name", "M").build();

        assertThat(SignedInUser.descope(claims))
                .isEqualTo(Map.of(
                        "userId",
                        "google-oauth2|117",
                        "id",
                        "google-oauth2|117",
                        "givenName",
                        "Dev",
                        "middleName",
                        "M",
                        "familyName",
                        "Example",
                        "name",
                        "Dev Example",
                        "email",
                        "dev@example.com",
                        "phone",
                        "1",
                        "picture",
                        "https://p",
                        "isVerifiedEmail",
                        true));
        assertThat(SignedInUser.descope(whole().claim("email", null).build())).isEmpty();
    }

    @Test
    void an_account_is_what_the_claims_tell() {
        assertThat(SignedInUser.account("c", whole().build()))
                .isEqualTo(new OAuthAccount(
                        "c",
                        "dev@example.com",
                        "google-oauth2",
                        "dev",
                        "Dev",
                        "Example",
                        "Dev Example",
                        "https://p",
                        "d"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"email", "preferred_username", "given_name", "family_name", "name", "picture", "nickname", "sub"
            })
    void an_account_of_which_a_part_is_missing_is_none(String claim) {
        assertThat(SignedInUser.account("c", whole().claim(claim, null).build()))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({"auth0|1, , auth0", "auth0|1, own, own", "a|b|c, , a", "|1, own, own"})
    void a_connection_is_named_or_stands_before_the_bar(String subject, String connection, String told) {
        JWTClaimsSet claims =
                whole().subject(subject).claim("connection", connection).build();

        assertThat(Objects.requireNonNull(SignedInUser.account("c", claims)).connection())
                .isEqualTo(told);
    }

    @ParameterizedTest
    @ValueSource(strings = {"|1", "1"})
    void a_subject_without_a_connection_names_none(String subject) {
        assertThat(SignedInUser.account("c", whole().subject(subject).build())).isNull();
    }

    @Test
    void a_username_comes_before_a_preferred_one() {
        JWTClaimsSet claims = whole().claim("username", "own").build();

        assertThat(SignedInUser.auth0(claims)).containsEntry("username", "own");
    }
}
