package dev.bankengine;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.annotation.DirtiesContext;

/**
 * A test of a whole running bank: the server on a random port of 127.0.0.1, on a fresh database that only this test
 * class sees and that is dropped after it. {@link TestBank} can be autowired, as can every bean of the bank.
 *
 * <p>Each test class starts a bank of its own, so put what belongs together into one class. The test methods of a class
 * share its bank.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@SpringBootTest(classes = BankEngine.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@DirtiesContext(classMode = DirtiesContext.ClassMode.AFTER_CLASS)
public @interface BankTest {}
