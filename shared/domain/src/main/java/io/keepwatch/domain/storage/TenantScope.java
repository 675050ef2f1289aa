package io.keepwatch.domain.storage;

/** One tenant's stored data. */
public interface TenantScope {

    Hosts hosts();

    Chunks chunks();

    Dictionaries dictionaries();

    Notices notices();
}
