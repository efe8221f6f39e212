/** What every command of the examples shares: its flags, its errors, its end. */
@NullMarked
package dev.webhooks.examples.cli;

import org.jspecify.annotations.NullMarked;
