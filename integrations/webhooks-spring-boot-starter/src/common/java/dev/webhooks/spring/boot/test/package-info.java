/**
 * Webhooks in the tests of a Spring Boot application: {@link
 * dev.webhooks.spring.boot.test.AutoConfigureTestWebhooks}.
 */
@NullMarked
package dev.webhooks.spring.boot.test;

import org.jspecify.annotations.NullMarked;
