package com.acme

import dev.webhooks.Webhooks
import dev.webhooks.jdbc.JdbcStore
import dev.webhooks.model.Event
import dev.webhooks.model.RegisteredWebhook
import dev.webhooks.model.WebhookSettings
import dev.webhooks.policy.AesGcmCipher
import java.util.Base64
import javax.sql.DataSource

class Hooks(private val dataSource: DataSource, masterKey: String) : AutoCloseable {
    private val store = JdbcStore.builder(dataSource).build().apply { createSchema() }

    private val webhooks =
        Webhooks.builder(store, AesGcmCipher.of("2026", Base64.getDecoder().decode(masterKey)))
            .brand("Acme")
            .build()
            .apply { dispatcher().start() }

    fun register(workspace: String, url: String): RegisteredWebhook =
        webhooks.registry().register(workspace, WebhookSettings.builder().name("CRM").url(url).build())

    fun placeOrder(workspace: String, product: String) {
        val afterCommit = mutableListOf<Runnable>()
        dataSource.connection.use { connection ->
            connection.autoCommit = false
            // your own statements
            webhooks.publisher()
                .within(store.on(connection)) { afterCommit.add(it) }
                .publish(
                    Event.builder("order.placed")
                        .workspace(workspace)
                        .data(mapOf("product" to product))
                        .build()
                )
            connection.commit()
        }
        afterCommit.forEach(Runnable::run)
    }

    override fun close() = webhooks.close()
}
