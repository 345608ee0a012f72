package dev.sluice.adapters.route;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.ServerConnection;
import io.undertow.util.AttachmentKey;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;

/**
 * Tells the request that is under way on a client's connection when that connection goes away: Undertow does not complete
 * an exchange whose connection was closed under it. One listener for the life of the connection, however many requests
 * it carries.
 */
final class ClientWatch {
    private static final AttachmentKey<ClientWatch> KEY = AttachmentKey.create(ClientWatch.class);

    private Optional<ForwardedRequest> current = Optional.empty();

    private ClientWatch() {}

    /** From now on the request is told. Called on the connection's I/O thread. */
    static void watch(HttpServerExchange exchange, ForwardedRequest request) {
        ServerConnection connection = exchange.getConnection();
        ClientWatch watch = connection.getAttachment(KEY);
        if (watch == null) {
            ClientWatch made = new ClientWatch();
            connection.putAttachment(KEY, made);
            connection.addCloseListener(closed -> {
                try {
                    closed.getIoThread().execute(made::tell);
                } catch (RejectedExecutionException stopped) {
                    made.tell();
                }
            });
            watch = made;
        }
        watch.current = Optional.of(request);
    }

    private void tell() {
        current.ifPresent(ForwardedRequest::clientGone);
        current = Optional.empty();
    }
}
