/** The host's HTTP side: the JSON API and the pages, on 127.0.0.1. */
@NullMarked
package dev.webhooks.examples.settings.http;

import org.jspecify.annotations.NullMarked;
