package io.keepwatch.cabinet;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import io.keepwatch.aws.http.Requests;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The query of a request: parameters that the route knows, each at most once. What is misspelt is
 * refused, since an answer to another question than the one meant is worse than none.
 */
final class Parameters {

    private static final Pattern WHOLE_NUMBER = Pattern.compile("[0-9]{1,9}");

    private final APIGatewayV2HTTPEvent event;

    private Parameters(APIGatewayV2HTTPEvent event) {
        this.event = event;
    }

    /** The parameters of a request to a route that knows those names. */
    static Parameters of(APIGatewayV2HTTPEvent event, List<String> known) throws BadParameter {
        for (String name : Requests.queryNames(event)) {
            if (!known.contains(name)) {
                throw new BadParameter(shown(name), "is unknown here. " + knownOnes(known));
            }
            if (Requests.queries(event, name).size() > 1) {
                throw new BadParameter(name, "can be given once only");
            }
        }
        return new Parameters(event);
    }

    Optional<String> text(String name) {
        return Requests.query(event, name);
    }

    /** A text that must be there and must say something. */
    String required(String name, int lengthMax) throws BadParameter {
        return optional(name, lengthMax).orElseThrow(() -> new BadParameter(name, "is required"));
    }

    /** A text that, if it is there, must say something. */
    Optional<String> optional(String name, int lengthMax) throws BadParameter {
        Optional<String> text = text(name);
        if (text.isPresent() && (text.get().isEmpty() || text.get().length() > lengthMax)) {
            throw new BadParameter(name, "must have 1 to %d characters".formatted(lengthMax));
        }
        return text;
    }

    /** A whole number from 1 to {@code max}. */
    int number(String name, int standard, int max) throws BadParameter {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return standard;
        }
        if (WHOLE_NUMBER.matcher(text.get()).matches()) {
            int number = Integer.parseInt(text.get());
            if (number >= 1 && number <= max) {
                return number;
            }
        }
        throw new BadParameter(name, "must be a whole number from 1 to %d".formatted(max));
    }

    private static String knownOnes(List<String> known) {
        return known.isEmpty()
                ? "This route takes no parameters"
                : "This route takes " + String.join(", ", known);
    }

    // A name is worth repeating where it is one; anything else would only confuse.
    private static String shown(String name) {
        return name.matches("[A-Za-z0-9_.-]{1,40}") ? name : "query";
    }
}
