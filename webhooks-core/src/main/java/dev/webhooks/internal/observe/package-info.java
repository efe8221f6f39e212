/** Tells observers what happens, and keeps their failures away from what happens. */
@NullMarked
package dev.webhooks.internal.observe;

import org.jspecify.annotations.NullMarked;
