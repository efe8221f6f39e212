/**
 * The guarded HTTP client: one POST, to an allowed address, within a time and a size.
 *
 * <p>{@link dev.webhooks.internal.http.HttpSender} is the way in; nothing else of OkHttp is used
 * elsewhere in the library. What OkHttp would do of its own accord (resend, follow, inflate, ask a
 * proxy) is switched off here, each with its reason.
 */
@NullMarked
package dev.webhooks.internal.http;

import org.jspecify.annotations.NullMarked;
