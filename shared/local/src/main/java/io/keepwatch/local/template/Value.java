package io.keepwatch.local.template;

import java.util.List;
import java.util.Map;

/** A piece of the template, and the line (from 1) on which it stands. */
sealed interface Value {

    int line();

    /** Text, number or truth value: CloudFormation takes each for the other. */
    record Text(int line, String text) implements Value {}

    record Items(int line, List<Value> items) implements Value {}

    /** In the order of the template. */
    record Fields(int line, Map<String, Value> fields) implements Value {}

    /** An intrinsic function by its long name, such as {@code Ref} or {@code Fn::Sub}. */
    record Call(int line, String function, Value argument) implements Value {}
}
