package io.keepwatch.ingest;

import io.keepwatch.telemetry.push.Refusals;

/** All that can become of a push. Anything else is a bug or an outage, and is thrown. */
sealed interface IngestOutcome {

    /** All is stored but what is counted as refused; sending it again would not help. */
    record Stored(Refusals refusals) implements IngestOutcome {}

    record UnknownKey() implements IngestOutcome {}

    /** Nothing is stored, and never will be as it was sent. */
    record Rejected(String reason) implements IngestOutcome {}

    /** Some may be stored; sending all of it again is safe and needed. */
    record Busy() implements IngestOutcome {}
}
