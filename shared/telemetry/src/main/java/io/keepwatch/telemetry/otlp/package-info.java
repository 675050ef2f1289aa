/**
 * OTLP/HTTP metrics: requests read straight off the wire, and the bodies of answers.
 *
 * <pre>{@code
 * // Once for an execution environment; none of these is thread safe.
 * BodyReader bodies = new BodyReader();
 * OtlpReader reader = new OtlpReader(CanonicalNames.standard());
 *
 * // For each request.
 * switch (bodies.read(sent)) {
 *     case Body.Refused(var reason) -> badRequest(OtlpAnswer.error(..., reason));
 *     case Body.Plain(var bytes) -> {
 *         OtlpFormat format = OtlpFormat.of(contentTypeHeader, bytes);
 *         Refusals refusals = new Refusals();
 *         switch (reader.read(format, bytes, samples::add, refusals)) {
 *             case OtlpOutcome.Malformed(var reason) ->
 *                     badRequest(OtlpAnswer.error(format, Code.INVALID_ARGUMENT, reason));
 *             case OtlpOutcome.Read(long read, long staleMarks) ->
 *                     ok(OtlpAnswer.success(format, refusals)); // once the samples are safe
 *         }
 *     }
 * }
 * }</pre>
 */
package io.keepwatch.telemetry.otlp;
