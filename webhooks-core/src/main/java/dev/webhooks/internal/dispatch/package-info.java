/** From due to stored: claim, send, judge, write the outcome. Not API. */
@NullMarked
package dev.webhooks.internal.dispatch;

import org.jspecify.annotations.NullMarked;
