package io.keepwatch.cabinet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the README says of agents is what the system hands out. */
class ReadmeTest {

    private static final Pattern BLOCK =
            Pattern.compile(
                    "<details>\\n<summary>([^<]+)</summary>\\n\\n```[a-z]+\\n(.*?)```\\n\\n</details>",
                    Pattern.DOTALL);

    private String readme;

    @BeforeEach
    void read() throws IOException {
        readme = Files.readString(Events.ROOT.resolve("README.md"));
    }

    @Test
    void hasABlockForEachAgentWhichIsTheFileThatIsHandedOut() {
        Map<String, String> blocks = new LinkedHashMap<>();
        Matcher block = BLOCK.matcher(readme);
        while (block.find()) {
            blocks.put(block.group(1), block.group(2));
        }

        assertThat(blocks.keySet())
                .containsExactlyElementsOf(
                        Arrays.stream(SetupAgent.values()).map(SetupAgent::title).toList());
        for (SetupAgent agent : SetupAgent.values()) {
            assertThat(blocks.get(agent.title()))
                    .as(agent.title())
                    .isEqualTo(Assets.read("/setup/" + agent.file()));
        }
    }

    @Test
    void tellsWhatThePricesMakeOfEachHabit() {
        List<String> rows = new ArrayList<>();
        readme.lines()
                .dropWhile(line -> !line.startsWith("| Agent |"))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .forEach(rows::add);

        assertThat(rows)
                .containsExactlyElementsOf(
                        AgentCosts.HABITS.stream().map(AgentCosts.Habit::row).toList());
    }

    @Test
    void promisesAboutTenCentsAHostAndMonth() {
        assertThat(AgentCosts.HABITS.getFirst().dollarsAMonth()).isCloseTo(0.10, within(0.005));
    }
}
