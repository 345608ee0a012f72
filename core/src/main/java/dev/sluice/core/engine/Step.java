package dev.sluice.core.engine;

import java.util.List;

/**
 * What one event led to.
 *
 * @param state the state from now on
 * @param effects what must be done, in this order
 * @param <S> the state's type
 * @param <E> the effects' type
 */
public record Step<S, E>(S state, List<E> effects) {
    public Step {
        effects = List.copyOf(effects);
    }
}
