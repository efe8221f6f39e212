/** The whole story in one process: register, verify, publish, sign, deliver, retry, log. */
@NullMarked
package dev.webhooks.examples.quickstart;

import org.jspecify.annotations.NullMarked;
