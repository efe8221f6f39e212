/** A webhook's signing keys: made, sealed, unsealed, used, and taken out of texts. Not API. */
@NullMarked
package dev.webhooks.internal.secrets;

import org.jspecify.annotations.NullMarked;
