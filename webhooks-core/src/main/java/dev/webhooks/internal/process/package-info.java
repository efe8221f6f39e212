/** What the process has to give: threads, descriptors, heap; and what it lacks. Not API. */
@NullMarked
package dev.webhooks.internal.process;

import org.jspecify.annotations.NullMarked;
