package io.keepwatch.cabinet;

/** Why a host is shown without vital signs, whatever its data tells. */
enum VitalsMissing {
    /** It pushes more than is read for a list. */
    TOO_MUCH_DATA,
    /** Reading the other hosts of the page took too long. */
    OUT_OF_TIME
}
