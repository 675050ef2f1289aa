package io.keepwatch.cabinet;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import java.util.List;
import java.util.Optional;

/**
 * GET /v1/setup: which agent's configuration is wanted; without one, what there is.
 *
 * @param server where the caller found us
 */
record SetupQuestion(Optional<SetupAgent> agent, ServerAddress server) {

    static SetupQuestion parse(APIGatewayV2HTTPEvent event) throws BadParameter {
        Optional<String> id = Parameters.of(event, List.of("agent")).text("agent");
        Optional<SetupAgent> agent = id.flatMap(SetupAgent::ofId);
        if (id.isPresent() && agent.isEmpty()) {
            throw new BadParameter("agent", "must be one of " + SetupAgent.ids());
        }
        ServerAddress server =
                ServerAddress.of(event)
                        .orElseThrow(
                                () -> new BadParameter("host", "must be a name, or name and port"));
        return new SetupQuestion(agent, server);
    }
}
