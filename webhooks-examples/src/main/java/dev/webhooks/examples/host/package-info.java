/** The host application's side of the contract. */
@NullMarked
package dev.webhooks.examples.host;

import org.jspecify.annotations.NullMarked;
