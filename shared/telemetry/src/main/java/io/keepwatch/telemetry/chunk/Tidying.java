package io.keepwatch.telemetry.chunk;

import io.keepwatch.domain.storage.DictionarySegment;

/** What can come of looking at a host's list for what is dead in it. */
public sealed interface Tidying {

    /** It is short, or too little of it is dead. */
    record Needless() implements Tidying {}

    /** The chunks do not show all of the host's series again and again; more of them may. */
    record Unclear() implements Tidying {}

    /** The segment that starts a list of what is alive. */
    record Anew(DictionarySegment segment) implements Tidying {}
}
