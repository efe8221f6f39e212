package com.acme

import dev.webhooks.EventPublisher
import dev.webhooks.model.Event
import dev.webhooks.testing.TestWebhooks
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test

class Orders(private val webhooks: EventPublisher) {
    fun place(workspace: String, item: String) {
        webhooks.publish(
            Event.builder("order.placed").workspace(workspace).data(mapOf("item" to item)).build(),
        )
    }
}

class OrdersTest {
    @Test
    fun `what is ordered is told`() {
        val webhooks = TestWebhooks.create()
        val crm = webhooks.activeWebhook("acme", "order.placed")

        Orders(webhooks.webhooks().publisher()).place("acme", "cup")
        webhooks.sendDue()

        assertThat(webhooks).delivered("order.placed").to(crm)
        val reason: String? = crm.statusReason()
        assertThat(reason).isNull()
    }
}
