/** Series and their samples: what agents measure, in memory. */
package io.keepwatch.domain.series;
