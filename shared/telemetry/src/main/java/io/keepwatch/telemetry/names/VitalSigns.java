package io.keepwatch.telemetry.names;

import io.keepwatch.domain.series.Label;
import io.keepwatch.domain.series.Series;
import io.keepwatch.domain.series.SeriesPoints;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How a host is now, from its samples of the last minutes. Rates are those between the last two
 * samples of a series. A series that has fallen behind its siblings by {@link #BEHIND_MILLIS_MAX}
 * (a disk pulled out, an interface gone) no longer counts.
 */
public final class VitalSigns {

    /** Longer than the usual interval of agents, and of two agents that take turns. */
    static final long BEHIND_MILLIS_MAX = 90_000;

    private static final String IDLE = "idle";
    private static final String USED = "used";
    private static final String FREE = "free";

    /** The states of memory that do not overlap; agents send others that are part of these. */
    private static final Set<String> MEMORY_STATES = Set.of(USED, FREE, "cached", "buffers");

    private static final String STATE = "system.memory.state";

    /** What Telegraf, as sensors of their own, says that a sensor should not reach. */
    private static final Pattern TEMPERATURE_LIMIT =
            Pattern.compile(".*_(?:l?crit|max|min|emergency)(?:_?(?:alarm|hyst))?");

    /** Always full by design, so being full means nothing. */
    private static final Set<String> IMAGES =
            Set.of("squashfs", "erofs", "iso9660", "cd9660", "udf");

    /** Memory, or another file system's space once more. */
    private static final Set<String> BORROWED =
            Set.of("tmpfs", "devtmpfs", "ramfs", "overlay", "aufs", "nullfs");

    private static final Pattern LOOPBACK =
            Pattern.compile("lo\\d*|.*loopback.*", Pattern.CASE_INSENSITIVE);

    /** On top of other devices, or in memory. */
    private static final Pattern VIRTUAL_DISK = Pattern.compile("(?:loop|z?ram|dm-|md|sr)\\d+");

    private static final Pattern PARTITION = Pattern.compile("(.*\\d)p\\d+|(.*[^\\d])\\d+");

    /** The metrics that any vital sign is computed from. */
    private static final Set<String> NAMES =
            Set.of(
                    "system.cpu.time",
                    "system.cpu.utilization",
                    "system.cpu.load_average.1m",
                    "system.memory.usage",
                    "system.memory.utilization",
                    "system.memory.limit",
                    "system.memory.linux.available",
                    "system.paging.usage",
                    "system.paging.utilization",
                    "system.paging.limit",
                    "system.disk.io",
                    "system.filesystem.usage",
                    "system.filesystem.utilization",
                    "system.filesystem.limit",
                    "system.network.io",
                    "system.uptime",
                    "system.boot_time",
                    "hw.temperature");

    private final Map<String, List<Current>> byName;

    private VitalSigns(Map<String, List<Current>> byName) {
        this.byName = byName;
    }

    /** Whether a series can have a part in vital signs: the others may as well be left out. */
    public static boolean regards(Series series) {
        return NAMES.contains(series.name());
    }

    /** All vital signs, in their order. */
    public static List<VitalSign> of(List<SeriesPoints> samples) {
        Map<String, List<Current>> byName =
                samples.stream()
                        .flatMap(one -> Current.of(one).stream())
                        .collect(Collectors.groupingBy(current -> current.series().name()));
        byName.values().forEach(VitalSigns::dropThoseBehind);
        VitalSigns signs = new VitalSigns(byName);
        return Arrays.stream(Vital.values()).map(signs::sign).toList();
    }

    private static void dropThoseBehind(List<Current> siblings) {
        long newest = siblings.stream().mapToLong(Current::time).max().orElseThrow();
        siblings.removeIf(current -> current.time() < newest - BEHIND_MILLIS_MAX);
    }

    private VitalSign sign(Vital vital) {
        return switch (vital) {
            case CPU -> share(vital, cpuTime(), cpuUtilization());
            case MEMORY -> share(vital, memoryUsage(), used("system.memory.utilization"));
            case SWAP -> share(vital, swapUsage(), used("system.paging.utilization"));
            case LOAD -> largest(vital, "system.cpu.load_average.1m", "");
            case DISK -> flow(vital, disks());
            case FILESYSTEM -> fullest(vital);
            case NETWORK -> flow(vital, networks());
            case UPTIME -> uptime(vital);
            case TEMPERATURE -> temperature(vital);
        };
    }

    private static VitalSign share(Vital vital, OptionalDouble first, OptionalDouble second) {
        OptionalDouble share = first.isPresent() ? first : second;
        return share.isPresent()
                ? VitalSign.of(vital, Math.clamp(share.getAsDouble(), 0, 1))
                : VitalSign.unknown(vital);
    }

    private OptionalDouble cpuTime() {
        double idle = 0;
        double all = 0;
        for (Current time : all("system.cpu.time")) {
            double rate = time.rate().orElse(0);
            all += rate;
            idle += time.is("cpu.mode", IDLE) ? rate : 0;
        }
        return all > 0 ? OptionalDouble.of(1 - idle / all) : OptionalDouble.empty();
    }

    private OptionalDouble cpuUtilization() {
        List<Current> all = all("system.cpu.utilization");
        OptionalDouble idle =
                all.stream()
                        .filter(share -> share.is("cpu.mode", IDLE))
                        .mapToDouble(Current::value)
                        .average();
        if (idle.isPresent()) {
            return OptionalDouble.of(1 - idle.getAsDouble());
        }
        // Without the idle share, the others add up to the busy one, for each processor.
        Set<String> processors = new HashSet<>();
        all.forEach(share -> processors.add(share.label("cpu.logical_number")));
        double busy = all.stream().mapToDouble(Current::value).sum();
        return all.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(busy / processors.size());
    }

    private OptionalDouble memoryUsage() {
        List<Current> usage =
                all("system.memory.usage").stream()
                        .filter(part -> MEMORY_STATES.contains(part.label(STATE)))
                        .toList();
        OptionalDouble share = usedOf(usage, STATE);
        if (share.isPresent()) {
            return share;
        }
        List<Current> available = all("system.memory.linux.available");
        // Without that (Linux before 3.14), what is neither free nor a cache is used.
        List<Current> unused = available.isEmpty() ? unused(usage, STATE) : available;
        return usedOf(all("system.memory.limit"), unused);
    }

    private OptionalDouble swapUsage() {
        List<Current> usage = all("system.paging.usage");
        OptionalDouble share = usedOf(usage, "system.paging.state");
        return share.isPresent()
                ? share
                : usedOf(all("system.paging.limit"), unused(usage, "system.paging.state"));
    }

    private static List<Current> unused(List<Current> usage, String state) {
        return usage.stream().filter(part -> !part.is(state, USED)).toList();
    }

    /** All but what is left over of a whole. */
    private static OptionalDouble usedOf(List<Current> limits, List<Current> unused) {
        double all = limits.stream().mapToDouble(Current::value).sum();
        double left = unused.stream().mapToDouble(Current::value).sum();
        return all > 0 && !unused.isEmpty()
                ? OptionalDouble.of(1 - left / all)
                : OptionalDouble.empty();
    }

    private static OptionalDouble usedOf(List<Current> usages, String state) {
        double used = 0;
        double all = 0;
        Set<String> states = new HashSet<>();
        for (Current usage : usages) {
            states.add(usage.label(state));
            all += usage.value();
            used += usage.is(state, USED) ? usage.value() : 0;
        }
        // Of one state alone nothing can be a share.
        return states.contains(USED) && states.size() > 1 && all > 0
                ? OptionalDouble.of(used / all)
                : OptionalDouble.empty();
    }

    /** The largest share of what is used, where that is all an agent sends. */
    private OptionalDouble used(String name) {
        return all(name).stream().filter(VitalSigns::isUsed).mapToDouble(Current::value).max();
    }

    /** In some conventions the used share is the only one and has no state. */
    private static boolean isUsed(Current share) {
        return share.series().labels().stream()
                .filter(label -> label.name().endsWith(".state"))
                .allMatch(label -> label.value().equals(USED));
    }

    private VitalSign fullest(Vital vital) {
        Map<List<Label>, Map<String, Double>> byMount = new HashMap<>();
        for (Current usage : all("system.filesystem.usage")) {
            List<Label> mount =
                    usage.series().labels().stream()
                            .filter(label -> !label.name().equals("system.filesystem.state"))
                            .toList();
            byMount.computeIfAbsent(mount, labels -> new HashMap<>())
                    .merge(usage.label("system.filesystem.state"), usage.value(), Double::sum);
        }
        Map<List<Label>, Double> limits = new HashMap<>();
        all("system.filesystem.limit")
                .forEach(limit -> limits.put(limit.series().labels(), limit.value()));
        Map<List<Label>, Double> shares = new HashMap<>();
        byMount.forEach(
                (mount, states) -> {
                    double share = share(states, limits.getOrDefault(mount, Double.NaN));
                    if (!Double.isNaN(share)) {
                        shares.put(mount, share);
                    }
                });
        if (shares.isEmpty()) {
            all("system.filesystem.utilization").stream()
                    .filter(VitalSigns::isUsed)
                    .forEach(share -> shares.put(share.series().labels(), share.value()));
        }
        return fullest(vital, shares, mount -> !isOneOf(mount, IMAGES) && !isOneOf(mount, BORROWED))
                // In a container there may be nothing else.
                .or(() -> fullest(vital, shares, mount -> !isOneOf(mount, IMAGES)))
                .orElseGet(() -> VitalSign.unknown(vital));
    }

    private static double share(Map<String, Double> states, double limit) {
        double free = states.getOrDefault(FREE, Double.NaN);
        double used = states.getOrDefault(USED, Double.NaN);
        // Space reserved for the superuser is neither: full is when users see it so. Without what
        // is used it counts as used, so that what is full is so in either case.
        return Double.isNaN(used) ? 1 - free / limit : used / (used + free);
    }

    private static Optional<VitalSign> fullest(
            Vital vital, Map<List<Label>, Double> shares, Predicate<List<Label>> considered) {
        return shares.entrySet().stream()
                .filter(share -> considered.test(share.getKey()))
                .max(
                        Map.Entry.<List<Label>, Double>comparingByValue()
                                // Of equals the first by name, so that it stays the same one.
                                .thenComparing(
                                        share -> mountPoint(share.getKey()).orElse(""),
                                        Comparator.reverseOrder()))
                .map(
                        share ->
                                new VitalSign(
                                        vital,
                                        OptionalDouble.of(Math.clamp(share.getValue(), 0, 1)),
                                        mountPoint(share.getKey())));
    }

    private static boolean isOneOf(List<Label> mount, Set<String> types) {
        return types.contains(value(mount, "system.filesystem.type").orElse(""));
    }

    private static Optional<String> mountPoint(List<Label> mount) {
        return value(mount, "system.filesystem.mountpoint");
    }

    private static Optional<String> value(List<Label> labels, String name) {
        return labels.stream()
                .filter(label -> label.name().equals(name))
                .map(Label::value)
                .findFirst();
    }

    private List<Current> networks() {
        return all("system.network.io").stream()
                .filter(io -> !LOOPBACK.matcher(io.label("network.interface.name")).matches())
                .toList();
    }

    private List<Current> disks() {
        List<Current> all = all("system.disk.io");
        Set<String> devices =
                all.stream().map(io -> io.label("system.device")).collect(Collectors.toSet());
        return all.stream().filter(io -> isDisk(io.label("system.device"), devices)).toList();
    }

    private static boolean isDisk(String device, Set<String> devices) {
        if (VIRTUAL_DISK.matcher(device).matches()) {
            return false;
        }
        Matcher partition = PARTITION.matcher(device);
        if (!partition.matches()) {
            return true;
        }
        String whole = partition.group(1) == null ? partition.group(2) : partition.group(1);
        return !devices.contains(whole);
    }

    private static VitalSign flow(Vital vital, List<Current> flows) {
        List<Double> rates = flows.stream().flatMap(flow -> flow.rate().stream().boxed()).toList();
        double all = rates.stream().mapToDouble(Double::doubleValue).sum();
        return rates.isEmpty() ? VitalSign.unknown(vital) : VitalSign.of(vital, all);
    }

    private VitalSign uptime(Vital vital) {
        VitalSign said = largest(vital, "system.uptime", "");
        if (said.value().isPresent()) {
            return said;
        }
        OptionalDouble since =
                all("system.boot_time").stream()
                        .mapToDouble(boot -> boot.time() / 1000.0 - boot.value())
                        .max();
        return since.isPresent() ? VitalSign.of(vital, since.getAsDouble()) : said;
    }

    private VitalSign temperature(Vital vital) {
        return largest(
                vital,
                all("hw.temperature").stream()
                        .filter(one -> !TEMPERATURE_LIMIT.matcher(one.label("hw.name")).matches())
                        .toList(),
                "hw.name");
    }

    private VitalSign largest(Vital vital, String name, String label) {
        return largest(vital, all(name), label);
    }

    private static VitalSign largest(Vital vital, List<Current> of, String label) {
        return of.stream()
                .max(Comparator.comparingDouble(Current::value))
                .map(
                        current ->
                                new VitalSign(
                                        vital,
                                        OptionalDouble.of(current.value()),
                                        current.series().label(label)))
                .orElseGet(() -> VitalSign.unknown(vital));
    }

    private List<Current> all(String name) {
        if (!NAMES.contains(name)) {
            throw new IllegalArgumentException("not among the names: " + name);
        }
        return byName.getOrDefault(name, List.of());
    }
}
