package dev.webhooks.spring.boot.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;

/**
 * On a test of a Spring Boot application: its webhooks are a {@link
 * dev.webhooks.testing.TestWebhooks}, a bean of that type, with the application's own settings. No
 * table, no socket, no thread, no master key. What is published in a transaction is there once that
 * commits, and never was when it is rolled back.
 *
 * <pre>{@code
 * @SpringBootTest
 * @AutoConfigureTestWebhooks
 * class OrdersTest {
 *   @Autowired Orders orders;
 *   @Autowired TestWebhooks webhooks;
 *
 *   @Test
 *   void whatIsOrderedIsTold() {
 *     Webhook crm = webhooks.activeWebhook("acme", "order.placed");
 *
 *     orders.place("acme", 3);
 *     webhooks.sendDue();
 *
 *     assertThat(webhooks).delivered("order.placed").to(crm);
 *   }
 * }
 * }</pre>
 *
 * <p>Tests that share an application context share its webhooks: give each a workspace of its own.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ImportAutoConfiguration(TestWebhooksAutoConfiguration.class)
public @interface AutoConfigureTestWebhooks {}
