package dev.bankengine.platform.web;

import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How many bytes a request's body may have.
 *
 * @param maxBody for most paths
 * @param maxBodyByPath for paths that begin with these, such as the bulk endpoints
 */
@ConfigurationProperties("bankengine.http")
record BodyLimits(
        @DefaultValue("1MB") DataSize maxBody, @DefaultValue Map<String, DataSize> maxBodyByPath) {

    BodyLimits {
        maxBodyByPath = Map.copyOf(maxBodyByPath);
    }

    long of(String path) {
        for (Map.Entry<String, DataSize> larger : maxBodyByPath.entrySet()) {
            if (path.startsWith(larger.getKey())) {
                return larger.getValue().toBytes();
            }
        }
        return maxBody.toBytes();
    }
}
