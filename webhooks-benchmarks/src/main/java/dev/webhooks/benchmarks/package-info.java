/** Side-by-side measurements of the library and its peers. */
@NullMarked
package dev.webhooks.benchmarks;

import org.jspecify.annotations.NullMarked;
