package io.keepwatch.local.self;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableDoubleMeasurement;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.CentralProcessor.TickType;
import oshi.hardware.GlobalMemory;
import oshi.hardware.HWDiskStore;
import oshi.hardware.HardwareAbstractionLayer;
import oshi.hardware.NetworkIF;
import oshi.hardware.VirtualMemory;
import oshi.software.os.OSFileStore;
import oshi.software.os.OperatingSystem;

/**
 * What OSHI can tell of this machine, under the names of OpenTelemetry's semantic conventions for
 * system metrics. Read anew at each collection.
 */
final class MachineMetrics {

    private static final AttributeKey<String> CPU_MODE = AttributeKey.stringKey("cpu.mode");
    private static final AttributeKey<Long> CPU_NUMBER = AttributeKey.longKey("cpu.logical_number");
    private static final AttributeKey<String> MEMORY_STATE =
            AttributeKey.stringKey("system.memory.state");
    private static final AttributeKey<String> PAGING_STATE =
            AttributeKey.stringKey("system.paging.state");
    private static final AttributeKey<String> DEVICE = AttributeKey.stringKey("system.device");
    private static final AttributeKey<String> DISK_DIRECTION =
            AttributeKey.stringKey("disk.io.direction");
    private static final AttributeKey<String> FILESYSTEM_STATE =
            AttributeKey.stringKey("system.filesystem.state");
    private static final AttributeKey<String> MOUNT_POINT =
            AttributeKey.stringKey("system.filesystem.mountpoint");
    private static final AttributeKey<String> FILESYSTEM_TYPE =
            AttributeKey.stringKey("system.filesystem.type");
    private static final AttributeKey<String> INTERFACE =
            AttributeKey.stringKey("network.interface.name");
    private static final AttributeKey<String> NETWORK_DIRECTION =
            AttributeKey.stringKey("network.io.direction");
    private static final AttributeKey<String> SENSOR = AttributeKey.stringKey("hw.name");

    private static final double MILLIS_PER_SECOND = 1000;

    private final HardwareAbstractionLayer hardware;
    private final OperatingSystem system;
    private final Meter meter;

    MachineMetrics(Meter meter) {
        SystemInfo machine = new SystemInfo();
        this.hardware = machine.getHardware();
        this.system = machine.getOperatingSystem();
        this.meter = meter;
        cpu();
        memory();
        disks();
        fileSystems();
        networks();
        meter.gaugeBuilder("system.uptime")
                .setUnit("s")
                .buildWithCallback(out -> out.record(system.getSystemUptime()));
        temperature();
    }

    private void cpu() {
        CentralProcessor cpu = hardware.getProcessor();
        meter.counterBuilder("system.cpu.time")
                .ofDoubles()
                .setUnit("s")
                .buildWithCallback(out -> cpuTime(cpu, out));
        ObservableDoubleMeasurement one = load("1m");
        ObservableDoubleMeasurement five = load("5m");
        ObservableDoubleMeasurement fifteen = load("15m");
        meter.batchCallback(
                () -> {
                    double[] averages = cpu.getSystemLoadAverage(3);
                    record(one, averages[0]);
                    record(five, averages[1]);
                    record(fifteen, averages[2]);
                },
                one,
                five,
                fifteen);
    }

    private ObservableDoubleMeasurement load(String window) {
        return meter.gaugeBuilder("system.cpu.load_average." + window)
                .setUnit("{thread}")
                .buildObserver();
    }

    private static void cpuTime(CentralProcessor cpu, ObservableDoubleMeasurement out) {
        long[][] ticks = cpu.getProcessorCpuLoadTicks();
        for (int number = 0; number < ticks.length; number++) {
            for (TickType type : TickType.values()) {
                out.record(
                        ticks[number][type.getIndex()] / MILLIS_PER_SECOND,
                        Attributes.of(CPU_NUMBER, (long) number, CPU_MODE, mode(type)));
            }
        }
    }

    private static String mode(TickType type) {
        return switch (type) {
            case USER -> "user";
            case NICE -> "nice";
            case SYSTEM -> "system";
            case IDLE -> "idle";
            case IOWAIT -> "iowait";
            case IRQ -> "interrupt";
            case SOFTIRQ -> "softirq";
            case STEAL -> "steal";
        };
    }

    private void memory() {
        GlobalMemory memory = hardware.getMemory();
        VirtualMemory swap = memory.getVirtualMemory();
        ObservableLongMeasurement usage = bytes("system.memory.usage");
        ObservableLongMeasurement paging = bytes("system.paging.usage");
        meter.batchCallback(
                () -> {
                    long free = memory.getAvailable();
                    usage.record(memory.getTotal() - free, Attributes.of(MEMORY_STATE, "used"));
                    usage.record(free, Attributes.of(MEMORY_STATE, "free"));
                    long used = swap.getSwapUsed();
                    paging.record(used, Attributes.of(PAGING_STATE, "used"));
                    paging.record(swap.getSwapTotal() - used, Attributes.of(PAGING_STATE, "free"));
                },
                usage,
                paging);
    }

    private ObservableLongMeasurement bytes(String name) {
        return meter.upDownCounterBuilder(name).setUnit("By").buildObserver();
    }

    private void disks() {
        ObservableLongMeasurement io =
                meter.counterBuilder("system.disk.io").setUnit("By").buildObserver();
        ObservableLongMeasurement operations =
                meter.counterBuilder("system.disk.operations")
                        .setUnit("{operation}")
                        .buildObserver();
        meter.batchCallback(
                () -> {
                    for (HWDiskStore disk : hardware.getDiskStores()) {
                        Attributes read = disk(disk, "read");
                        Attributes write = disk(disk, "write");
                        io.record(disk.getReadBytes(), read);
                        io.record(disk.getWriteBytes(), write);
                        operations.record(disk.getReads(), read);
                        operations.record(disk.getWrites(), write);
                    }
                },
                io,
                operations);
    }

    private static Attributes disk(HWDiskStore disk, String direction) {
        String name = disk.getName();
        String device = name.substring(name.lastIndexOf('/') + 1);
        return Attributes.of(DEVICE, device, DISK_DIRECTION, direction);
    }

    private void fileSystems() {
        ObservableLongMeasurement usage = bytes("system.filesystem.usage");
        meter.batchCallback(
                () -> {
                    // A device mounted in several places is one file system.
                    Set<String> seen = new HashSet<>();
                    for (OSFileStore store : system.getFileSystem().getFileStores(true)) {
                        if (store.getTotalSpace() > 0 && seen.add(store.getVolume())) {
                            space(
                                            store.getTotalSpace(),
                                            store.getFreeSpace(),
                                            store.getUsableSpace())
                                    .forEach(
                                            (state, size) ->
                                                    usage.record(size, fileSystem(store, state)));
                        }
                    }
                },
                usage);
    }

    /**
     * The whole of a file system by state, in bytes. Free is what users can still write: blocks
     * kept back for the superuser are reserved.
     */
    static Map<String, Long> space(long total, long unused, long usable) {
        // Where the system can make room by itself, more is usable than unused.
        long notUsed = Math.max(unused, usable);
        return Map.of("used", total - notUsed, "free", usable, "reserved", notUsed - usable);
    }

    private static Attributes fileSystem(OSFileStore store, String state) {
        return Attributes.of(
                MOUNT_POINT, store.getMount(),
                FILESYSTEM_TYPE, store.getType(),
                FILESYSTEM_STATE, state);
    }

    private void networks() {
        ObservableLongMeasurement io =
                meter.counterBuilder("system.network.io").setUnit("By").buildObserver();
        ObservableLongMeasurement errors =
                meter.counterBuilder("system.network.errors").setUnit("{error}").buildObserver();
        meter.batchCallback(
                () -> {
                    for (NetworkIF network : hardware.getNetworkIFs(true)) {
                        Attributes received = network(network, "receive");
                        Attributes sent = network(network, "transmit");
                        io.record(network.getBytesRecv(), received);
                        io.record(network.getBytesSent(), sent);
                        errors.record(network.getInErrors(), received);
                        errors.record(network.getOutErrors(), sent);
                    }
                },
                io,
                errors);
    }

    private static Attributes network(NetworkIF network, String direction) {
        return Attributes.of(INTERFACE, network.getName(), NETWORK_DIRECTION, direction);
    }

    private void temperature() {
        meter.gaugeBuilder("hw.temperature")
                .setUnit("Cel")
                .buildWithCallback(
                        out -> {
                            double celsius = hardware.getSensors().getCpuTemperature();
                            // OSHI says 0 where there is no sensor.
                            if (celsius > 0) {
                                out.record(celsius, Attributes.of(SENSOR, "cpu"));
                            }
                        });
    }

    /** OSHI says a negative load where the system has none to tell. */
    private static void record(ObservableDoubleMeasurement out, double load) {
        if (load >= 0) {
            out.record(load);
        }
    }
}
