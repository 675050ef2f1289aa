package io.keepwatch.local.template;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** {@code AWS::IAM::Role}. */
final class RoleReader {

    private RoleReader() {}

    static Role role(String logicalId, String name, Properties properties) {
        if (properties.names().contains("ManagedPolicyArns")) {
            throw properties.errorAt(
                    "ManagedPolicyArns",
                    "only a role's own Policies are checked here; AWS's name every resource: write the statements out");
        }
        Role role =
                new Role(
                        logicalId,
                        name,
                        services(properties.requiredProperties("AssumeRolePolicyDocument")),
                        new Rights(
                                properties.groups("Policies").stream()
                                        .flatMap(RoleReader::statements)
                                        .toList()));
        properties
                .ignore(
                        "RoleName",
                        "Description",
                        "MaxSessionDuration",
                        "Path",
                        "PermissionsBoundary",
                        "Tags")
                .finish();
        return role;
    }

    private static Stream<Statement> statements(Properties policy) {
        policy.requiredText("PolicyName");
        List<Statement> statements =
                PolicyReader.statements(policy.requiredProperties("PolicyDocument"));
        policy.finish();
        return statements.stream();
    }

    private static Set<String> services(Properties trust) {
        Set<String> services = new HashSet<>();
        for (Properties statement : trust.groups("Statement")) {
            Properties principal = statement.requiredProperties("Principal");
            if (!statement.requiredText("Effect").equals("Allow")
                    || !statement.texts("Action").equals(List.of("sts:AssumeRole"))) {
                throw statement.error(
                        statement.line(), "here a role only allows services sts:AssumeRole");
            }
            services.addAll(principal.texts("Service"));
            principal.finish();
            // There is one account here only, which is what conditions ask for.
            statement.ignore("Sid", "Condition").finish();
        }
        trust.ignore("Version").finish();
        return services;
    }
}
