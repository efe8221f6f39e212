/** The JSON of the wire contract: event bodies, and the two halves of a handshake. Not API. */
@NullMarked
package dev.webhooks.internal.json;

import org.jspecify.annotations.NullMarked;
