package dev.bankengine.platform.cli;

import java.util.List;

/** The bank {@code demo} brings along. At most one bean implements this. */
public interface SampleBank {

    /**
     * Puts the sample into the bank, unless it is there already. Interrupted half-way, it goes on with the next call.
     *
     * @throws dev.bankengine.platform.EnvironmentProblem if the bank has customers of its own: what is booked stays
     *     booked, so the sample could never be taken out again; nothing is changed then
     */
    void loadOnce();

    /**
     * What to try next, a line each.
     *
     * @param url where the server listens, without a slash at the end
     */
    List<String> whatToTryNext(String url);
}
