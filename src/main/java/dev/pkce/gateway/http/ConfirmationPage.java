package dev.pkce.gateway.http;

import dev.pkce.gateway.api.Confirmation;
import dev.pkce.gateway.page.Page;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/** Asks the person whether they started the sign-in they have finished. Made as a document, so that no text becomes markup. */
final class ConfirmationPage {
    private static final Document TEMPLATE = Page.document(ConfirmationPage.class, "confirmation.html");
    private static final Pattern LETTER = Pattern.compile("[a-f]");

    private ConfirmationPage() {}

    /** The page for {@code question}; its form leads from wherever the callback is to what lies beside it. */
    static Page of(Confirmation question) {
        Document page = TEMPLATE.clone();
        element(page, "#message").text(question.bindingMessage());
        // Only who means it types: a click alone may have been meant for a page that lay above this one until just now.
        element(page, "#typed").attr("pattern", typed(question.bindingMessage()));
        element(page, "#age").text(age(question.age()));
        element(page, "#address").text(origin(question.address()));
        element(page, "[name=state]").attr("value", question.state());
        element(page, "[name=ticket]").attr("value", question.ticket().reveal());
        return Page.form(page.outerHtml());
    }

    /** What is to be typed, in capitals or not. */
    private static String typed(String message) {
        return LETTER.matcher(message.substring(0, 4))
                .replaceAll(letter -> "[" + letter.group() + letter.group().toUpperCase(Locale.ROOT) + "]");
    }

    private static Element element(Document page, String selector) {
        return page.expectFirst(selector);
    }

    private static String origin(@Nullable String address) {
        if (address == null) {
            return "on the gateway itself";
        }
        return address.equals(ClientAddress.UNKNOWN) ? "from an address that is not known" : "from " + address;
    }

    private static String age(long seconds) {
        long minutes = seconds / 60;
        return minutes == 0 ? "less than a minute" : minutes == 1 ? "1 minute" : minutes + " minutes";
    }
}
