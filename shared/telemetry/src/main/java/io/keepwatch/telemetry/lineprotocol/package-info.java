/**
 * InfluxDB's line protocol, which Telegraf speaks: text read off the wire, a line at a time.
 *
 * <pre>{@code
 * // Once for an execution environment; none of these is thread safe.
 * BodyReader bodies = new BodyReader();
 * LineProtocolReader reader = new LineProtocolReader(CanonicalNames.standard());
 *
 * // For each request.
 * Optional<Precision> precision = Precision.of(precisionParameter); // empty: 400
 * switch (bodies.read(sent)) {
 *     case Body.Refused(var reason) -> // 413 lets Telegraf split what is too large
 *     case Body.Plain(var bytes) -> {
 *         Refusals refusals = new Refusals();
 *         switch (reader.read(bytes, precision.get(), clock.instant(), sink, refusals)) {
 *             case LineProtocolOutcome.Malformed(var reason) ->
 *                     badRequest(LineProtocolAnswer.error(Code.INVALID, reason));
 *             case LineProtocolOutcome.Read read ->
 *                     // Once the samples are safe: 204, or 400 with
 *                     // LineProtocolAnswer.error(Code.INVALID, LineProtocolAnswer.partial(...))
 *         }
 *     }
 * }
 * }</pre>
 */
package io.keepwatch.telemetry.lineprotocol;
