package io.keepwatch.telemetry.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.keepwatch.domain.series.Kind;
import io.keepwatch.domain.series.Label;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.ValueType;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MatchersTest {

    private static final Series ETH0 =
            new Series(
                    "system.network.io",
                    List.of(
                            new Label("device", "eth0"),
                            new Label("network.io.direction", "receive"),
                            new Label("note", "say \"hi\"\nand\\bye")),
                    Kind.COUNTER,
                    ValueType.LONG,
                    "By");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "  ",
                "device=\"eth0\"",
                "device='eth0'",
                "\"device\"=\"eth0\"",
                "{device=\"eth0\"}",
                " { device = \"eth0\" , network.io.direction != \"transmit\" , } ",
                "device=~\"eth.\"",
                "device=~\"eth0|lo\"",
                "device=~\"[a-z]{1,9}[0-9]{1,2}\"",
                "device=~\"[a-z]{3}(0{1}){1}\"",
                "device!~\"eth\"",
                "device!=\"lo\",device!=\"eth1\"",
                "absent=\"\"",
                "absent!=\"x\"",
                "absent=~\"\"",
                "absent!~\".+\"",
                "note=\"say \\\"hi\\\"\\nand\\\\bye\"",
                "note=~\"say.*bye\"",
                "_x1-y.z=\"\"",
            })
    void holdFor(String text) {
        assertThat(parsed(text).test(ETH0)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "device=\"eth\"",
                "device=\"ETH0\"",
                "device=\"\"",
                "device!=\"eth0\"",
                "device=~\"eth\"",
                "device=~\"th0\"",
                "device!~\"eth.\"",
                "device=\"eth0\",network.io.direction=\"transmit\"",
                "absent=\"x\"",
                "absent=~\".+\"",
            })
    void doNotHoldFor(String text) {
        assertThat(parsed(text).test(ETH0)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "device",
                "device=",
                "device=eth0",
                "device=\"eth0",
                "device=\"eth0\\",
                "device=\"\\x\"",
                "device==\"eth0\"",
                "device>\"eth0\"",
                "device=\"eth0\" state=\"x\"",
                "device=\"eth0\",,",
                ",",
                "{device=\"eth0\"",
                "device=\"eth0\"}",
                "{device=\"eth0\"} x",
                "{{}}",
                "=\"x\"",
                "\"\"=\"x\"",
                "1device=\"x\"",
                "dévice=\"x\"",
                "device=~\"(\"",
                "device=~\"a{100000}\"",
                "device=~\"(a)\\\\1\"",
                "device=~\"(?=a)\"",
                "device=~\"(a{30}){30}\"",
                "device=~\"(a{1,30}){30,}\"",
                "device=~\"(a{0}){1001}\"",
                "\u0000",
            })
    void areRefusedWithAReason(String text) {
        assertThat(Matchers.parse(text))
                .isInstanceOfSatisfying(
                        Matchers.Parsed.Invalid.class,
                        invalid -> assertThat(invalid.reason()).isNotBlank());
    }

    @Test
    void sayWhereTheyAreWrong() {
        assertThat(Matchers.parse("device=\"eth0\",state"))
                .isEqualTo(new Matchers.Parsed.Invalid("needs =, !=, =~ or !~ at character 20"));
    }

    @Test
    void haveALimitOfLengthAndNumber() {
        String eleven = "a=\"\",".repeat(Matchers.COUNT_MAX + 1);
        String ten = "a=\"\",".repeat(Matchers.COUNT_MAX);
        String tooLong = "a=\"" + "x".repeat(Matchers.LENGTH_MAX) + "\"";

        assertThat(Matchers.parse(ten)).isInstanceOf(Matchers.Parsed.Valid.class);
        assertThat(Matchers.parse(eleven)).isInstanceOf(Matchers.Parsed.Invalid.class);
        assertThat(Matchers.parse(tooLong)).isInstanceOf(Matchers.Parsed.Invalid.class);
    }

    static Stream<String> expressionsThatBlowUp() {
        return Stream.of(
                "(a+)+$",
                "(a|a)*b",
                "(a|aa)+$",
                "(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)x",
                "(a?){500}a{500}",
                "(((((a{2}){2}){2}){2}){2}){2}",
                "((a{3,}){0,4}){5}",
                "((((((a{30}){30}){30}){30}){30}){30})",
                "(".repeat(400) + "a" + ")*".repeat(400),
                "[a-z]{1000}".repeat(80),
                "\\pL{900}".repeat(90),
                "(?i)" + "(\\pL|\\pN|\\pP)*".repeat(50));
    }

    @ParameterizedTest
    @MethodSource("expressionsThatBlowUp")
    void answerInTimeWhateverTheExpression(String expression) {
        Series patient =
                new Series(
                        "x",
                        List.of(new Label("a", "a".repeat(1000) + "!")),
                        Kind.GAUGE,
                        ValueType.LONG,
                        "");
        String text = "a=~\"" + expression.replace("\\", "\\\\") + "\"";

        assertTimeoutPreemptively(
                Duration.ofSeconds(2),
                () -> {
                    switch (Matchers.parse(text)) {
                        case Matchers.Parsed.Valid(Matchers matchers) -> {
                            for (int i = 0; i < 100; i++) {
                                matchers.test(patient);
                            }
                        }
                        case Matchers.Parsed.Invalid(String reason) ->
                                assertThat(reason).isNotBlank();
                    }
                });
    }

    private static Matchers parsed(String text) {
        return ((Matchers.Parsed.Valid) Matchers.parse(text)).matchers();
    }
}
