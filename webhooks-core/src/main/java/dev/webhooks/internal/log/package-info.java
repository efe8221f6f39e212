/** Log lines and sentences that carry no secret. Not API. */
@NullMarked
package dev.webhooks.internal.log;

import org.jspecify.annotations.NullMarked;
