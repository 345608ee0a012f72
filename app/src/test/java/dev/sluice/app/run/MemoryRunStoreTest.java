package dev.sluice.app.run;

class MemoryRunStoreTest extends RunStoreContract {
    @Override
    protected RunStore newStore() {
        return new MemoryRunStore();
    }
}
