/** A small shop that tells its customers' endpoints of their orders. */
@NullMarked
package dev.webhooks.spring.example;

import org.jspecify.annotations.NullMarked;
