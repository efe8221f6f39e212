package com.acme

import dev.webhooks.model.InvalidInputException
import java.util.Base64
import org.h2.jdbcx.JdbcDataSource
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Test

class HooksTest {
    private val masterKey = Base64.getEncoder().encodeToString(ByteArray(32))
    private val dataSource = JdbcDataSource().apply { setURL("jdbc:h2:mem:hooks;DB_CLOSE_DELAY=-1") }

    @Test
    fun `a private address is refused, and orders go on`() {
        Hooks(dataSource, masterKey).use { hooks ->
            val refused =
                assertThrows(InvalidInputException::class.java) {
                    hooks.register("acme", "https://10.0.0.1/hooks")
                }
            assertEquals("url", refused.field())
            hooks.placeOrder("acme", "cup")
        }
    }
}
