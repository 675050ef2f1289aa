/**
 * Prometheus remote write 1.0 and 2.0: requests read straight off the wire.
 *
 * <pre>{@code
 * // Once for an execution environment; none of these is thread safe.
 * BodyReader bodies = new BodyReader();
 * RemoteWriteReader reader = new RemoteWriteReader(CanonicalNames.standard());
 *
 * // For each request.
 * Optional<RemoteWriteFormat> format = RemoteWriteFormat.of(contentTypeHeader); // empty: 415
 * switch (bodies.readSnappy(sent)) {
 *     case Body.Refused(var reason) -> badRequest(reason); // 400; vmagent then leaves zstd
 *     case Body.Plain(var bytes) -> {
 *         Refusals refusals = new Refusals();
 *         switch (reader.read(format.get(), bytes, sink, refusals)) {
 *             case RemoteWriteOutcome.Malformed(var reason) -> badRequest(reason);
 *             case RemoteWriteOutcome.Read read ->
 *                     // Once the samples are safe: 204, or 400 with refusals.message(), and both
 *                     // with RemoteWriteAnswer.written(...)
 *         }
 *     }
 * }
 * }</pre>
 */
package io.keepwatch.telemetry.remotewrite;
