package io.keepwatch.local.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventPatternTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"a":["x"]}                             | {"a":"x"}                 | true
                    {"a":["x"]}                             | {"a":"y"}                 | false
                    {"a":["x"]}                             | {}                        | false
                    {"a":["x","y"]}                         | {"a":"y"}                 | true
                    {"a":["x"]}                             | {"a":["w","x"]}           | true
                    {"a":["x"],"b":["y"]}                   | {"a":"x","b":"z"}         | false
                    {"a":{"b":["x"]}}                       | {"a":{"b":"x"}}           | true
                    {"a":{"b":["x"]}}                       | {"a":[{"b":1},{"b":"x"}]} | true
                    {"a":{"b":["x"]}}                       | {"a":"x"}                 | false
                    {"a":[1]}                               | {"a":1.0}                 | true
                    {"a":[1]}                               | {"a":"1"}                 | false
                    {"a":[null]}                            | {"a":null}                | true
                    {"a":[null]}                            | {}                        | false
                    {"a":[true]}                            | {"a":true}                | true
                    {"a":[""]}                              | {"a":""}                  | true
                    {"a":[{"prefix":"in"}]}                 | {"a":"insert"}            | true
                    {"a":[{"prefix":"in"}]}                 | {"a":"min"}               | false
                    {"a":[{"suffix":"rt"}]}                 | {"a":"insert"}            | true
                    {"a":[{"equals-ignore-case":"INSERT"}]} | {"a":"Insert"}            | true
                    {"a":[{"wildcard":"a*.log"}]}           | {"a":"a1.log"}            | true
                    {"a":[{"wildcard":"a*.log"}]}           | {"a":"a1xlog"}            | false
                    {"a":[{"exists":true}]}                 | {"a":null}                | true
                    {"a":[{"exists":true}]}                 | {"a":{"b":1}}             | false
                    {"a":[{"exists":false}]}                | {"b":1}                   | true
                    {"a":{"b":[{"exists":false}]}}          | {}                        | true
                    {"a":[{"exists":false}]}                | {"a":1}                   | false
                    {"a":[{"numeric":[">",0,"<=",5]}]}      | {"a":5}                   | true
                    {"a":[{"numeric":[">",0,"<=",5]}]}      | {"a":0}                   | false
                    {"a":[{"numeric":["=",1e2]}]}           | {"a":100}                 | true
                    {"a":[{"numeric":["<",1]}]}             | {"a":"0"}                 | false
                    {"a":[{"anything-but":"x"}]}            | {"a":"y"}                 | true
                    {"a":[{"anything-but":"x"}]}            | {"a":"x"}                 | false
                    {"a":[{"anything-but":"x"}]}            | {}                        | false
                    {"a":[{"anything-but":["x",1]}]}        | {"a":1}                   | false
                    {"a":[{"anything-but":{"prefix":"x"}}]} | {"a":"xy"}                | false
                    {"a":[{"anything-but":{"prefix":"x"}}]} | {"a":"yx"}                | true
                    {"$or":[{"a":["x"]},{"b":["y"]}]}       | {"b":"y"}                 | true
                    {"$or":[{"a":["x"]},{"b":["y"]}]}       | {"a":"y","b":"x"}         | false
                    {"c":["z"],"$or":[{"a":["x"]},{"b":["y"]}]} | {"a":"x"}             | false
                    {}                                      | {"a":1}                   | true
                    """)
    void matchesAsLambdaDoes(String pattern, String event, boolean matches) {
        assertThat(EventPattern.parse(pattern).matches(Tree.read(event).orElseThrow()))
                .isEqualTo(matches);
    }

    @Test
    void refusesATestThatItDoesNotKnowByName() {
        assertThatThrownBy(() -> EventPattern.parse("{\"a\":{\"b\":[{\"cidr\":\"10.0.0.0/8\"}]}}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cidr")
                .hasMessageContaining("a.b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "{} {}",
                "{\"a\":\"x\"}",
                "{\"a\":[]}",
                "{\"a\":[{}]}",
                "{\"a\":[{\"prefix\":1}]}",
                "{\"a\":[{\"exists\":\"yes\"}]}",
                "{\"a\":[{\"numeric\":[\">\"]}]}",
                "{\"a\":[{\"numeric\":[\">\",\"1\"]}]}",
                "{\"a\":[{\"numeric\":[\"!\",1]}]}",
                "{\"$or\":{\"a\":[1]}}",
                "{\"$or\":[[1]]}",
            })
    void refusesWhatIsNoPattern(String pattern) {
        assertThatThrownBy(() -> EventPattern.parse(pattern))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
