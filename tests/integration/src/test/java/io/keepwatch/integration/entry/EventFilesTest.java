package io.keepwatch.integration.entry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.keepwatch.integration.entry.Keepwatch.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./keepwatch invoke} with each file of {@code events/}: none has gone stale. */
class EventFilesTest {

    private static final Path FOLDER = Path.of("../../events").toAbsolutePath().normalize();
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir private Path elsewhere;

    @Test
    void areAllAnsweredByTheFunctionsOfTheirFolders() throws Exception {
        List<String> words = new ArrayList<>(List.of("invoke"));
        for (Path file : files()) {
            words.add(file.getParent().getFileName().toString());
            words.add(file.toString());
        }

        Answer answer = Keepwatch.call(elsewhere, Map.of(), words.toArray(String[]::new));

        assertThat(answer.code()).as(answer.text()).isZero();
        assertThat(answers(answer))
                .hasSameSizeAs(files())
                .allSatisfy(
                        each -> {
                            // Neither turned away at the door nor our fault; a sample's host may
                            // be one that is not there, and logs are off.
                            assertThat(each.path("statusCode").asInt(200)).isIn(200, 204, 403, 404);
                            assertThat(each.path("batchItemFailures")).isEmpty();
                        });
    }

    @Test
    void seeWhatThoseBeforeHaveStored() throws Exception {
        Answer answer =
                Keepwatch.call(
                        elsewhere,
                        Map.of(),
                        "invoke",
                        "ingest",
                        FOLDER + "/ingest/protobuf.json",
                        "cabinet",
                        FOLDER + "/cabinet/hosts.json");

        assertThat(answers(answer).getLast().path("body").asText()).contains("\"web-1\"");
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    /** What functions log is JSON as well, but has a level. */
    private static List<JsonNode> answers(Answer answer) throws IOException {
        List<JsonNode> answers = new ArrayList<>();
        for (String line : answer.text().lines().filter(it -> it.startsWith("{")).toList()) {
            JsonNode json = JSON.readTree(line);
            if (!json.has("level")) {
                answers.add(json);
            }
        }
        return answers;
    }
}
