package io.keepwatch.cabinet;

import java.util.EnumMap;
import java.util.Map;

/**
 * The agents' configurations, each of which works as soon as a key lies where it says. There is
 * never a key in them: only hashes of keys are stored, and who asks need not have one. Read once,
 * from the function's own jar. Immutable.
 */
final class Setups {

    /** What the files have for our address. A name that nobody can own (RFC 2606). */
    static final String ADDRESS = "https://keepwatch.example";

    private final Map<SetupAgent, String> texts = new EnumMap<>(SetupAgent.class);

    Setups() {
        for (SetupAgent agent : SetupAgent.values()) {
            texts.put(agent, Assets.read("/setup/" + agent.file()));
        }
    }

    /** An agent's configuration, with the address that its pushes go to. */
    String of(SetupAgent agent, ServerAddress server) {
        return texts.get(agent).replace(ADDRESS, server.url());
    }
}
