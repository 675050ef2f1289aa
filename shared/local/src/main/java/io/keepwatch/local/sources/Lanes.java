package io.keepwatch.local.sources;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Which records of a stream may go to calls at the same time: as on AWS, those of one item stay in
 * order, and nothing else is promised. Not safe for several threads.
 */
final class Lanes {

    private final int parallelization;
    private final double splits;
    private final Random random;

    /**
     * @param parallelization how many calls a shard may have at once
     * @param splits the share of batches that are split though they need not be
     */
    Lanes(int parallelization, double splits, Random random) {
        this.parallelization = parallelization;
        this.splits = splits;
        this.random = random;
    }

    /** The batch in parts, at least one; records of one item are in one part, in order. */
    List<List<StreamRecord>> split(List<StreamRecord> batch) {
        int lanes = parallelization;
        if (lanes == 1 && random.nextDouble() < splits) {
            lanes = 2;
        }
        if (lanes == 1) {
            return List.of(batch);
        }
        Map<String, Integer> laneOf = new HashMap<>();
        List<List<StreamRecord>> parts = new ArrayList<>();
        for (int i = 0; i < lanes; i++) {
            parts.add(new ArrayList<>());
        }
        for (StreamRecord record : batch) {
            int lane = laneOf.computeIfAbsent(record.item(), item -> random.nextInt(parts.size()));
            parts.get(lane).add(record);
        }
        parts.removeIf(List::isEmpty);
        return parts;
    }
}
