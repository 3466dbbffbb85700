package dev.bankengine.ledger;

import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.config.FixedDelayTask;
import org.springframework.scheduling.config.ScheduledTaskRegistrar;

/** Lets the ledger's sweeps run by themselves. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
@EnableConfigurationProperties(LedgerSettings.class)
class LedgerSchedule implements SchedulingConfigurer {

    private static final Duration FIRST_SWEEP = Duration.ofSeconds(1);

    private final HoldExpiry expiry;
    private final LedgerSettings settings;

    LedgerSchedule(HoldExpiry expiry, LedgerSettings settings) {
        this.expiry = expiry;
        this.settings = settings;
    }

    @Override
    public void configureTasks(ScheduledTaskRegistrar tasks) {
        tasks.addFixedDelayTask(new FixedDelayTask(expiry::sweepAndGoOn, settings.holdExpiryInterval(), FIRST_SWEEP));
    }
}
