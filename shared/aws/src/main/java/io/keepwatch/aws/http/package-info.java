/** API Gateway's HTTP events (payload format 2.0): taking requests apart, making answers. */
package io.keepwatch.aws.http;
