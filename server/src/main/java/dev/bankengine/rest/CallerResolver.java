package dev.bankengine.rest;

import dev.bankengine.ledger.IdempotencyKey;
import dev.bankengine.ledger.Origin;
import dev.bankengine.platform.web.CorrelationId;
import dev.bankengine.platform.web.Problem;
import dev.bankengine.platform.web.RefusedRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * The one place that says who calls. As long as nobody signs in, everybody on this machine is the same
 * operator; a client may give itself a name, and has idempotency keys of its own under it.
 */
@Component
class CallerResolver implements HandlerMethodArgumentResolver, WebMvcConfigurer {

    private static final String CHANNEL = "API";
    private static final String OPERATOR = "operator";
    private static final Pattern CLIENT_NAME = Pattern.compile("[A-Za-z0-9._-]{1,40}");

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(this);
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Caller.class || parameter.getParameterType() == IdempotencyKey.class;
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest webRequest,
            @Nullable WebDataBinderFactory binders) {
        var request = Objects.requireNonNull(webRequest.getNativeRequest(HttpServletRequest.class));
        String actor = actor(request);
        return parameter.getParameterType() == IdempotencyKey.class
                ? key(request, actor)
                : new Caller(actor, new Origin(actor, CHANNEL, request.getRemoteAddr(), CorrelationId.of(request)));
    }

    private static String actor(HttpServletRequest request) {
        String client = request.getHeader(Headers.CLIENT_ID);
        if (client == null) {
            return OPERATOR;
        }
        if (!CLIENT_NAME.matcher(client).matches()) {
            throw new RefusedRequest(Problem.of(
                    HttpStatus.BAD_REQUEST,
                    "INVALID_HEADER",
                    "The header X-Client-Id names the client with 1 to 40 letters, digits, dots, dashes or underscores.",
                    Headers.CLIENT_ID,
                    "must be 1 to 40 letters, digits, dots, dashes or underscores"));
        }
        return "client:" + client;
    }

    private static IdempotencyKey key(HttpServletRequest request, String scope) {
        String key = request.getHeader(Headers.IDEMPOTENCY_KEY);
        if (key == null) {
            throw new RefusedRequest(Problem.of(
                    HttpStatus.BAD_REQUEST,
                    "IDEMPOTENCY_KEY_MISSING",
                    "Send the header Idempotency-Key with a name of your own for this request, such as a UUID. The same"
                            + " request under the same key has one effect, however often it is sent.",
                    Headers.IDEMPOTENCY_KEY,
                    "must be given"));
        }
        try {
            return new IdempotencyKey(scope, key);
        } catch (IllegalArgumentException invalid) {
            throw new RefusedRequest(Problem.of(
                    HttpStatus.BAD_REQUEST,
                    "IDEMPOTENCY_KEY_INVALID",
                    "The header Idempotency-Key takes 1 to %d printable ASCII characters without blanks."
                            .formatted(IdempotencyKey.MAX_KEY_LENGTH),
                    Headers.IDEMPOTENCY_KEY,
                    "must be 1 to %d printable ASCII characters without blanks"
                            .formatted(IdempotencyKey.MAX_KEY_LENGTH)));
        }
    }
}
