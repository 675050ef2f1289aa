package io.keepwatch.telemetry.names;

import java.util.List;

/**
 * The vital signs of a host, each computed from canonical series, whatever the agent; in the order
 * in which people like to see them. {@link VitalSigns} does what {@link #how} says.
 */
public enum Vital {
    CPU(
            "cpu",
            "CPU",
            "1",
            "the share of the time of all processors in which they were not idle",
            List.of("system.cpu.time", "system.cpu.utilization")),
    MEMORY(
            "memory",
            "Memory",
            "1",
            "used by all of used, free, cached and buffers, or else all that is not available",
            List.of("system.memory.usage", "system.memory.utilization")),
    SWAP(
            "swap",
            "Swap",
            "1",
            "used by all, over all devices; none where there is no swap",
            List.of("system.paging.usage", "system.paging.utilization")),
    LOAD(
            "load",
            "Load",
            "{thread}",
            "the load average of the last minute",
            List.of("system.cpu.load_average.1m")),
    DISK(
            "disk",
            "Disk",
            "By/s",
            "bytes read and written a second, over all disks but not their partitions",
            List.of("system.disk.io")),
    FILESYSTEM(
            "filesystem",
            "Filesystem",
            "1",
            "used by used and free of the fullest one that people store files on",
            List.of("system.filesystem.usage", "system.filesystem.utilization")),
    NETWORK(
            "network",
            "Network",
            "By/s",
            "bytes received and transmitted a second, over all interfaces but loopback",
            List.of("system.network.io")),
    UPTIME(
            "uptime",
            "Uptime",
            "s",
            "time since the system started",
            List.of("system.uptime", "system.boot_time")),
    TEMPERATURE(
            "temperature", "Temperature", "Cel", "the hottest sensor", List.of("hw.temperature"));

    private final String id;
    private final String title;
    private final String unit;
    private final String how;
    private final List<String> metrics;

    Vital(String id, String title, String unit, String how, List<String> metrics) {
        this.id = id;
        this.title = title;
        this.unit = unit;
        this.how = how;
        this.metrics = metrics;
    }

    /** For programs: one word in lower case. */
    public String id() {
        return id;
    }

    /** For people. */
    public String title() {
        return title;
    }

    /** UCUM code; a {@code 1} is a share, from 0 to 1. */
    public String unit() {
        return unit;
    }

    /** How it is computed, for people. */
    public String how() {
        return how;
    }

    /** The canonical metrics that it is computed from: the first of them that a host has. */
    public List<String> metrics() {
        return metrics;
    }
}
