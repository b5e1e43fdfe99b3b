package dev.pkce.gateway.flow;

import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;

/** How those who wait for a flow are reached, wherever they wait. */
interface Wakes {
    /** The name by which everybody who shares the rows reaches the instance at {@code address} of this process. */
    String place(String address);

    /** Tells whoever waits at {@code place}. */
    void wake(String place, Wake wake);

    /** All within one process. */
    record Local(EventBus bus) implements Wakes {
        private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);

        @Override
        public String place(String address) {
            return address;
        }

        @Override
        public void wake(String place, Wake wake) {
            bus.send(place, wake, LOCAL);
        }
    }
}
