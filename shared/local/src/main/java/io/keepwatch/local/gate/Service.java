package io.keepwatch.local.gate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What the gate must know of a service behind it. */
interface Service {

    /** What {@code X-Amz-Target} starts with. */
    String target();

    /**
     * The rights that a call needs, each of which must be there.
     *
     * @throws IllegalArgumentException saying why, if the operation is not understood
     */
    List<Need> needs(String operation, ObjectNode input);

    /** Changes the input before it is handed on. */
    void prepare(String operation, ObjectNode input);

    /** The names of the tables that a call may have changed. */
    List<String> written(String operation, List<Need> needs);

    /** The status with which this service refuses a call. */
    int deniedStatus();
}
