package io.keepwatch.integration.entry;

import static org.assertj.core.api.Assertions.assertThat;

import io.keepwatch.integration.entry.Keepwatch.Answer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code ./keepwatch} answers before it builds or runs anything. */
class EntryTest {

    /** What the script calls before it calls Maven. */
    private static final List<String> TOOLS =
            List.of(
                    "awk",
                    "basename",
                    "bash",
                    "cat",
                    "cksum",
                    "dirname",
                    "env",
                    "find",
                    "mkdir",
                    "readlink",
                    "rm",
                    "sed",
                    "sort",
                    "tr",
                    "xargs");

    @TempDir private Path elsewhere;

    @Test
    void explainsItselfFromAnyFolder() throws Exception {
        Answer answer = call(Map.of(), "help");

        assertThat(answer.code()).isZero();
        assertThat(answer.text())
                .contains("./keepwatch up", "./keepwatch test", "./keepwatch build")
                .contains("./keepwatch setup", "./keepwatch invoke", "unit", "integration");
    }

    @Test
    void explainsItselfWhenNothingIsAsked() throws Exception {
        assertThat(call(Map.of())).isEqualTo(call(Map.of(), "help"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fly                            | there is no command 'fly'",
                "up --port                      | --port needs a value",
                "up --port http                 | not 'http'",
                "up --port 0                    | not '0'",
                "up --port 65536                | not '65536'",
                "up --data                      | --data needs a value",
                "up --quick                     | up does not know '--quick'",
                "up now                         | up does not know 'now'",
                "build all                      | was given 'all'",
                "setup all                      | was given 'all'",
                "test --without                 | --without needs a value",
                "test --without sleep           | there is no tier 'sleep'; there are: unit",
                "test --without .*              | there is no tier '.*'",
                "test unit                      | test does not know 'unit'",
                "invoke ingest                  | a function and an event file",
                "invoke                         | a function and an event file",
                "invoke ingest a.json cabinet   | a function and an event file",
                "invoke nothing event.json      | there is no function 'nothing'; there are: cabinet",
                "invoke ../shared event.json    | there is no function '../shared'",
                "invoke ingest no-such.json     | there is no file 'no-such.json'",
            })
    void saysWhatIsWrongWithACallAndDoesNothing(String call, String sentence) throws Exception {
        Answer answer = call(Map.of(), call.split(" +"));

        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.text()).contains(sentence).hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource({"up, --data", "up, --port", "test, --without"})
    void takesAnEmptyValueForNone(String command, String option) throws Exception {
        Answer answer = call(Map.of(), command, option, "");

        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.text()).contains(option + " needs a value").hasLineCount(1);
    }

    @Test
    void refusesAJdkThatIsNamedButIsNone() throws Exception {
        Answer answer = call(Map.of("KEEPWATCH_JAVA_HOME", elsewhere.toString()), "build");

        assertThat(answer.code()).isEqualTo(3);
        assertThat(answer.text()).contains("KEEPWATCH_JAVA_HOME names " + elsewhere);
    }

    @Test
    void refusesAJdkThatIsTooOld() throws Exception {
        Path old = jdk("17.0.15");

        Answer answer = call(Map.of("KEEPWATCH_JAVA_HOME", old.toString()), "build");

        assertThat(answer.code()).isEqualTo(3);
        assertThat(answer.text()).contains("not a JDK of version 25 or newer");
    }

    @Test
    void saysHowToGetMavenWhereThereIsNone() throws Exception {
        Path tools = Files.createDirectory(elsewhere.resolve("bin"));
        for (String tool : TOOLS) {
            passOn(tools, tool);
        }
        Map<String, String> environment =
                Map.of(
                        "PATH", tools.toString(),
                        // Nothing is built for this version, so that Maven is asked for.
                        "KEEPWATCH_JAVA_HOME", jdk("99").toString());

        Answer answer = call(environment, "build");

        assertThat(answer.code()).isEqualTo(3);
        assertThat(answer.text()).contains("Maven (mvn) is not on the PATH", "apt install maven");
    }

    private Path jdk(String version) throws IOException {
        Path bin = Files.createDirectories(elsewhere.resolve("jdk-" + version + "/bin"));
        Path javac = Files.createFile(bin.resolve("javac"));
        assertThat(javac.toFile().setExecutable(true)).isTrue();
        Files.writeString(
                bin.resolveSibling("release"), "JAVA_VERSION=\"%s\"\n".formatted(version));
        return bin.getParent();
    }

    /**
     * A script that calls the tool, since a link to it would be warned about when it is deleted.
     */
    private static void passOn(Path folder, String tool) throws IOException {
        Path found =
                Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .map(Path::of)
                        .map(it -> it.resolve(tool))
                        .filter(Files::isExecutable)
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("no " + tool + " on the PATH"));
        Path script = folder.resolve(tool);
        Files.writeString(script, "#!/bin/sh\nexec %s \"$@\"\n".formatted(found));
        assertThat(script.toFile().setExecutable(true)).isTrue();
    }

    private Answer call(Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        return Keepwatch.call(elsewhere, environment, arguments);
    }
}
