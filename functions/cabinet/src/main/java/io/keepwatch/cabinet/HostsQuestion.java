package io.keepwatch.cabinet;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import io.keepwatch.domain.HostId;
import java.util.List;
import java.util.Optional;

/**
 * What {@code GET /v1/hosts} asks for.
 *
 * @param after the last host of the page before
 */
record HostsQuestion(int limit, Optional<HostId> after) {

    static final int LIMIT_STANDARD = 50;
    static final int LIMIT_MAX = 100;

    private static final String QUESTION = "hosts";

    static HostsQuestion parse(APIGatewayV2HTTPEvent event) throws BadParameter {
        Parameters parameters = Parameters.of(event, List.of("limit", "cursor"));
        int limit = parameters.number("limit", LIMIT_STANDARD, LIMIT_MAX);
        Optional<String> cursor = parameters.text("cursor");
        if (cursor.isEmpty()) {
            return new HostsQuestion(limit, Optional.empty());
        }
        HostId after =
                Cursor.read(QUESTION, cursor.get())
                        .flatMap(HostId::parse)
                        .orElseThrow(Cursor::unreadable);
        return new HostsQuestion(limit, Optional.of(after));
    }

    static String cursor(HostId last) {
        return Cursor.write(QUESTION, last.value());
    }
}
