/**
 * Watching the library at work: who wants to measure or trace it, and what such an observer is
 * told. {@code webhooks-micrometer} is one.
 */
@NullMarked
package dev.webhooks.observe;

import org.jspecify.annotations.NullMarked;
