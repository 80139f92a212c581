package io.redpoll.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/** Marks a test class whose methods take what {@link RedpollExtension} gives, and says how the API is served. */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RedpollExtension.class)
public @interface RedpollTest {

  /** Whether the API is served by TLS. */
  boolean tls() default false;

  /** The bearer token that the API asks for; empty for none. */
  String token() default "";
}
