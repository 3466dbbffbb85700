package dev.bankengine.ledger.posting;

import dev.bankengine.ledger.Request;
import java.util.List;

/**
 * Requests that one caller gave together.
 *
 * @param atomic whether all of them are carried out or none
 */
record Group(List<KeyedRequest> requests, boolean atomic) {

    static Group of(List<Request> requests, boolean atomic) {
        return new Group(requests.stream().map(KeyedRequest::of).toList(), atomic);
    }
}
