/**
 * A receiving team's application, on {@code webhooks-signing}, the JDK's HTTP server and Jackson.
 */
@NullMarked
package dev.webhooks.examples.receiver;

import org.jspecify.annotations.NullMarked;
