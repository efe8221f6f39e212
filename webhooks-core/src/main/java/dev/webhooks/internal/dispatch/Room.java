package dev.webhooks.internal.dispatch;

import java.util.Set;

/**
 * What a claim may take now into the {@link SendQueue}.
 *
 * @param limit how many in all; may be 0
 * @param perWorkspace how many of one workspace
 * @param perWebhook how many of one webhook
 * @param fullWorkspaces those of which enough waits
 * @param fullWebhooks those of which enough waits
 * @param slow how many wait or are under way to webhooks that don't answer in time
 * @param bytes how long the bodies may be together, at least 1
 */
record Room(
    int limit,
    int perWorkspace,
    int perWebhook,
    Set<String> fullWorkspaces,
    Set<String> fullWebhooks,
    int slow,
    long bytes) {}
