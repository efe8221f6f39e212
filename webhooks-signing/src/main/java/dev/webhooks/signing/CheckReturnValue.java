package dev.webhooks.signing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A caller who ignores the answer of such a method has not checked anything. Error Prone refuses to
 * compile that; like other tools, it goes by this annotation's simple name.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface CheckReturnValue {}
