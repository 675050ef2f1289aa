package io.keepwatch.ingest;

import io.keepwatch.domain.access.Caller;
import io.keepwatch.domain.storage.Chunks;
import io.keepwatch.domain.storage.Dictionaries;
import io.keepwatch.domain.storage.Hosts;
import io.keepwatch.domain.storage.Notices;
import io.keepwatch.domain.storage.Tenancy;
import io.keepwatch.domain.storage.TenantScope;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Storage whose calls are counted, and can be held up or made to fail. */
final class WatchedTenancy implements Tenancy {

    private final Tenancy inner;
    private final List<String> calls = new ArrayList<>();
    private volatile Consumer<String> before = call -> {};

    WatchedTenancy(Tenancy inner) {
        this.inner = inner;
    }

    /** From now on called at the begin of each call, with its name, as in {@code Chunks.put}. */
    void before(Consumer<String> action) {
        before = action;
    }

    /** How often what was called since this was last asked. */
    synchronized Map<String, Integer> calls() {
        Map<String, Integer> counts = new TreeMap<>();
        calls.forEach(call -> counts.merge(call, 1, Integer::sum));
        calls.clear();
        return counts;
    }

    private record Scope(Hosts hosts, Chunks chunks, Dictionaries dictionaries, Notices notices)
            implements TenantScope {}

    @Override
    public TenantScope enter(Caller caller) {
        TenantScope scope = inner.enter(caller);
        return new Scope(
                watched(Hosts.class, scope.hosts()),
                watched(Chunks.class, scope.chunks()),
                watched(Dictionaries.class, scope.dictionaries()),
                watched(Notices.class, scope.notices()));
    }

    private <T> T watched(Class<T> type, T storage) {
        Object proxy =
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (_, method, arguments) -> {
                            String call = type.getSimpleName() + "." + method.getName();
                            note(call);
                            before.accept(call);
                            try {
                                return method.invoke(storage, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
        return type.cast(proxy);
    }

    private synchronized void note(String call) {
        calls.add(call);
    }
}
