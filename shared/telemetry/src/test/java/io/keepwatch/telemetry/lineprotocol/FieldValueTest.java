package io.keepwatch.telemetry.lineprotocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldValueTest {

    private final FieldValue value = new FieldValue();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "+0",
                "1",
                "1.",
                ".5",
                "-.5",
                "1.5",
                "1e3",
                "1E3",
                "1e+3",
                "1.5e-3",
                "00012.500",
                "98.48942598187311",
                "9007199254740993",
                "9007199254740992",
                "123456789012345678",
                "1234567890123456789",
                "12345678901234567890",
                "0.1000000000000000055511151231257827",
                "1e22",
                "1e23",
                "1e-22",
                "1e-23",
                "1e308",
                "1.7976931348623157e308",
                "4.9e-324",
                "2e-324",
                "1e-9999",
                "0e99999999999",
                "2.2250738585072012e-308",
                "0.000000000000000000000000000001"
            })
    void readsFloatsAsJavaDoes(String text) throws WrongLine {
        check(text);
    }

    @Test
    void readsRandomFloatsAsJavaDoes() throws WrongLine {
        Random random = new Random(1);
        for (int i = 0; i < 200_000; i++) {
            double number = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(number)) {
                check(Double.toString(number));
                // As Telegraf writes them: without exponents.
                check(new BigDecimal(number).round(new java.math.MathContext(17)).toPlainString());
            }
            check(String.format(Locale.ROOT, "%.3f", random.nextGaussian() * 1e6));
            check(random.nextLong() + "." + random.nextInt(1_000_000_000));
            check(random.nextInt(1_000_000) + "e" + (random.nextInt(60) - 30));
        }
    }

    @Test
    void readsRandomIntegersAndRefusesThoseThatAreTooLarge() throws WrongLine {
        Random random = new Random(2);
        BigInteger least = BigInteger.valueOf(Long.MIN_VALUE);
        BigInteger most = BigInteger.valueOf(Long.MAX_VALUE);
        for (int i = 0; i < 50_000; i++) {
            BigInteger number = new BigInteger(1 + random.nextInt(66), random);
            number = random.nextBoolean() ? number.negate() : number;
            number = random.nextInt(10) == 0 ? most.add(BigInteger.valueOf(i % 5 - 2)) : number;
            number = random.nextInt(10) == 0 ? least.add(BigInteger.valueOf(i % 5 - 2)) : number;
            if (number.bitLength() > 63) {
                String tooLarge = number + "i";
                assertThatThrownBy(() -> read(tooLarge)).isSameAs(WrongLine.OUT_OF_RANGE);
            } else {
                read(number + "i");
                assertThat(value.type).isEqualTo(FieldValue.Type.INTEGER);
                assertThat(value.bits).isEqualTo(number.longValueExact());
            }
            readUnsigned(number.abs());
        }
        readUnsigned(BigInteger.TWO.pow(64).subtract(BigInteger.ONE));
        readUnsigned(BigInteger.TWO.pow(64));
    }

    private void readUnsigned(BigInteger number) throws WrongLine {
        if (number.bitLength() > 64) {
            assertThatThrownBy(() -> read(number + "u")).isSameAs(WrongLine.OUT_OF_RANGE);
            return;
        }
        read(number + "u");
        assertThat(value.bits).isEqualTo(number.longValue());
        assertThat(value.type)
                .isEqualTo(
                        number.bitLength() > 63
                                ? FieldValue.Type.LARGE_INTEGER
                                : FieldValue.Type.INTEGER);
    }

    @ParameterizedTest
    @CsvSource({
        "t, 1",
        "T, 1",
        "true, 1",
        "True, 1",
        "TRUE, 1",
        "f, 0",
        "F, 0",
        "false, 0",
        "False, 0",
        "FALSE, 0"
    })
    void readsBooleans(String text, long bits) throws WrongLine {
        read(text);

        assertThat(value.type).isEqualTo(FieldValue.Type.BOOLEAN);
        assertThat(value.bits).isEqualTo(bits);
    }

    @Test
    void refusesNumbersOfMoreDigitsThanAnyDoubleNeeds() {
        assertThatThrownBy(() -> read("1".repeat(401))).isSameAs(WrongLine.OUT_OF_RANGE);
        assertThatThrownBy(() -> read("0." + "1".repeat(1_000_000)))
                .isSameAs(WrongLine.OUT_OF_RANGE);
    }

    private void check(String text) throws WrongLine {
        read(text);
        assertThat(value.type).isEqualTo(FieldValue.Type.FLOAT);
        if (value.bits != Double.doubleToRawLongBits(Double.parseDouble(text))) {
            assertThat(Double.longBitsToDouble(value.bits))
                    .as(text)
                    .isEqualTo(Double.parseDouble(text));
        }
    }

    private void read(String text) throws WrongLine {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        value.read(bytes, 0, bytes.length);
    }
}
