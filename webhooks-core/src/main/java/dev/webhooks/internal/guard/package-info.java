/**
 * Which URLs and addresses are accepted, as pure rules: no name is looked up and nothing is opened
 * here. Not API.
 */
@NullMarked
package dev.webhooks.internal.guard;

import org.jspecify.annotations.NullMarked;
