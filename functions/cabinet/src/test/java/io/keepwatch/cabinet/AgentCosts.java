package io.keepwatch.cabinet;

import java.util.List;
import java.util.Locale;

/**
 * What an agent's pushes cost whoever runs Keepwatch on AWS: the table in the README. A push is one
 * call of the HTTP API and one of ingest; a chunk is one write unit and one call of evaluate.
 * Reading, roll-ups, logs and the free tier are left out.
 */
final class AgentCosts {

    // AWS's public prices for us-east-1 on demand, in dollars, as of September 2026.

    /** aws.amazon.com/api-gateway/pricing: HTTP APIs, the first 300 million a month. */
    static final double HTTP_API_CALL = 1.00 / 1e6;

    /** aws.amazon.com/lambda/pricing: requests. */
    static final double FUNCTION_CALL = 0.20 / 1e6;

    /** aws.amazon.com/lambda/pricing: duration, arm64, the first tier. */
    static final double GB_SECOND = 0.0000133334;

    /** aws.amazon.com/dynamodb/pricing/on-demand: write request units, standard table class. */
    static final double WRITE_UNIT = 0.625 / 1e6;

    /** template.yaml: MemorySize. */
    static final double FUNCTION_GB = 1.0;

    /** A call of either function once it is warm. Assumed: it has not been measured on AWS. */
    static final double FUNCTION_SECONDS = 0.010;

    static final double MINUTES_A_MONTH = 365.25 * 24 * 60 / 12;

    private static final double FUNCTION =
            FUNCTION_CALL + FUNCTION_GB * FUNCTION_SECONDS * GB_SECOND;

    /**
     * What the README compares, in its order. Counted at Prometheus 2.42 and vmagent 1.79 with
     * node_exporter's 507 series, at Telegraf 1.37 and the Collector 0.160; Prometheus 3 (2000
     * samples a push) and Alloy are reckoned from their documentation. Both and Prometheus 2 send
     * metadata in a push of its own each minute.
     */
    static final List<Habit> HABITS =
            List.of(
                    new Habit("Each agent with its block", 1, 1),
                    new Habit("OpenTelemetry Collector, its default of 60 s", 1, 1),
                    new Habit("OpenTelemetry Collector, the 10 s of many examples", 6, 6),
                    new Habit("Prometheus 2, the usual 15 s", 9, 8),
                    new Habit("Prometheus 3, the usual 15 s", 5, 4),
                    new Habit("vmagent, the usual 15 s", 4, 4),
                    new Habit("Grafana Alloy, its default of 60 s", 2, 1),
                    new Habit("Telegraf, its default of 10 s", 6, 6));

    private AgentCosts() {}

    /**
     * How an agent pushes a host of 500 series.
     *
     * @param pushes a minute, those that hold metadata only included
     * @param chunks a minute
     */
    record Habit(String agent, int pushes, int chunks) {

        double dollarsAMonth() {
            return MINUTES_A_MONTH
                    * (pushes * (HTTP_API_CALL + FUNCTION) + chunks * (WRITE_UNIT + FUNCTION));
        }

        /** Its row in the README. */
        String row() {
            return String.format(
                    Locale.ROOT,
                    "| %s | %d | %d | %.0f |",
                    agent,
                    pushes,
                    chunks,
                    100 * dollarsAMonth());
        }
    }
}
