package io.keepwatch.cabinet;

/** All that can become of a request. Anything else is a bug or an outage, and is thrown. */
sealed interface CabinetOutcome {

    /** What was asked for. */
    record Found(Answer answer) implements CabinetOutcome {}

    /** A file that is the same for everyone. */
    record Served(Assets.Asset asset, boolean byVersion) implements CabinetOutcome {}

    /** The agents that there is a configuration for. */
    record Listed(SetupList agents) implements CabinetOutcome {}

    /** An agent's configuration, filled in for who asks. */
    record Configured(String configuration) implements CabinetOutcome {}

    /** No key, or one that is not good for reading: who asks is not told which. */
    record NoReader() implements CabinetOutcome {}

    /** The caller has to mend a parameter. */
    record Refused(String field, String reason) implements CabinetOutcome {}

    /** No such host, or another tenant's: alike, so that nobody learns what others have. */
    record NoSuchHost() implements CabinetOutcome {}

    /** Nothing is served under this path. */
    record NoSuchPath() implements CabinetOutcome {}
}
