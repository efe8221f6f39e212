/**
 * What a host chooses: how often to retry, which URLs to accept, how many webhooks a workspace may
 * hold, which events there are, how secrets are protected at rest, whom to tell. Every choice but
 * the cipher has a safe default.
 */
@NullMarked
package dev.webhooks.policy;

import org.jspecify.annotations.NullMarked;
