/** An agent that keeps book of what it pushed, and holds what is read back against that. */
package io.keepwatch.integration.agent;
