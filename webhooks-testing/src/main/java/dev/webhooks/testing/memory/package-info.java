/** A store that lives in the process's memory: for tests, trials and the first five minutes. */
@NullMarked
package dev.webhooks.testing.memory;

import org.jspecify.annotations.NullMarked;
