package io.keepwatch.cabinet;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import io.keepwatch.domain.series.Series;
import io.keepwatch.telemetry.query.Matchers;
import java.util.List;
import java.util.Optional;

/** What {@code GET /v1/hosts/{id}/series} asks for. */
record SeriesQuestion(
        Optional<String> name, Matchers matchers, int limit, ListPosition start, String text) {

    static final int LIMIT_STANDARD = 100;
    static final int LIMIT_MAX = 500;

    static SeriesQuestion parse(APIGatewayV2HTTPEvent event) throws BadParameter {
        Parameters parameters = Parameters.of(event, List.of("name", "match", "limit", "cursor"));
        Optional<String> name = parameters.optional("name", MetricsQuestion.NAME_LENGTH_MAX);
        Optional<String> match = parameters.text("match");
        String text = "series\n%s\n%s".formatted(name.orElse(""), match.orElse(""));
        return new SeriesQuestion(
                name,
                MetricsQuestion.matchers(match),
                parameters.number("limit", LIMIT_STANDARD, LIMIT_MAX),
                start(text, parameters.text("cursor")),
                text);
    }

    boolean asksFor(Series series) {
        return (name.isEmpty() || name.get().equals(series.name())) && matchers.test(series);
    }

    String cursor(ListPosition next) {
        return Cursor.write(text, next.toString());
    }

    private static ListPosition start(String text, Optional<String> cursor) throws BadParameter {
        if (cursor.isEmpty()) {
            return ListPosition.START;
        }
        return Cursor.read(text, cursor.get())
                .flatMap(ListPosition::parse)
                .orElseThrow(Cursor::unreadable);
    }
}
