/** The headers of a POST, and the ids that stand in them. Not API. */
@NullMarked
package dev.webhooks.internal.wire;

import org.jspecify.annotations.NullMarked;
