/** Which webhooks an event goes to. Not API. */
@NullMarked
package dev.webhooks.internal.publish;

import org.jspecify.annotations.NullMarked;
