/**
 * The guarded HTTP client: one POST, to an allowed address, within a time and a size.
 *
 * <p>{@link dev.webhooks.internal.http.HttpSender} is the way in. It speaks HTTP/1.1 by itself,
 * over the JDK's sockets and the JDK's TLS: what clients for everything do of their own accord
 * (resend, follow, inflate, ask a proxy, share connections) is what a sender of webhooks must not
 * do.
 */
@NullMarked
package dev.webhooks.internal.http;

import org.jspecify.annotations.NullMarked;
