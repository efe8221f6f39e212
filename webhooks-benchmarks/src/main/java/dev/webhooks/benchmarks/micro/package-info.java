/** What is done for each event and each delivery, by itself: for JMH. */
@NullMarked
package dev.webhooks.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
