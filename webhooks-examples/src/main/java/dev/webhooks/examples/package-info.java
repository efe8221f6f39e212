/** The runnable examples: a quickstart, and a receiving team's application. */
@NullMarked
package dev.webhooks.examples;

import org.jspecify.annotations.NullMarked;
