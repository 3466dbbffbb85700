package dev.bankengine.platform.cli;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Has the sample bank loaded when the bank starts, before the server answers: it begins with all that it shall have. */
@Component
@Profile(SampleLoading.PROFILE)
class SampleLoading implements SmartLifecycle {

    static final String PROFILE = "demo";

    private final ObjectProvider<SampleBank> sample;
    private volatile boolean running;

    SampleLoading(ObjectProvider<SampleBank> sample) {
        this.sample = sample;
    }

    @Override
    public void start() {
        sample.ifAvailable(SampleBank::loadOnce);
        running = true;
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** The server starts in one of the last phases. */
    @Override
    public int getPhase() {
        return 0;
    }
}
