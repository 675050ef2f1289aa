/**
 * What tests share: the cast, fakes written by hand, a clock that moves, and the contracts that
 * hold fakes and real adapters to the same behaviour.
 */
package io.keepwatch.support;
