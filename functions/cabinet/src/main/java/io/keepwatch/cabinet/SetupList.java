package io.keepwatch.cabinet;

import java.util.Arrays;
import java.util.List;

/** What GET /v1/setup answers when no agent is named: all that can be. */
record SetupList(List<Entry> agents) {

    /**
     * @param link where its configuration is
     */
    record Entry(String id, String title, String link) {}

    static SetupList of(ServerAddress server) {
        return new SetupList(
                Arrays.stream(SetupAgent.values())
                        .map(
                                agent ->
                                        new Entry(
                                                agent.id(),
                                                agent.title(),
                                                server.url() + "/v1/setup?agent=" + agent.id()))
                        .toList());
    }
}
