/** Takes secrets out of strangers' texts, however they are written there. Not API. */
@NullMarked
package dev.webhooks.internal.redact;

import org.jspecify.annotations.NullMarked;
