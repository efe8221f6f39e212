/** Proving who owns a URL, and reading webhooks back as the registry shows them. Not API. */
@NullMarked
package dev.webhooks.internal.registry;

import org.jspecify.annotations.NullMarked;
