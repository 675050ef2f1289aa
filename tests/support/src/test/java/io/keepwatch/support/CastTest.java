package io.keepwatch.support;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CastTest {

    @Test
    void everyKeyAdmitsWhomItIsMeantForAndNobodyElse() {
        assertThat(Cast.ACME_AGENT.tenant()).isEqualTo(Cast.ACME);
        assertThat(Cast.ACME_AGENT.boundHost()).isEmpty();
        assertThat(Cast.ACME_AGENT.fallbackName()).isEqualTo(Cast.ACME_AGENT_NAME);
        assertThat(Cast.ACME_WEB_1_AGENT.tenant()).isEqualTo(Cast.ACME);
        assertThat(Cast.ACME_WEB_1_AGENT.boundHost()).contains(Cast.WEB_1);
        assertThat(Cast.ACME_READER.tenant()).isEqualTo(Cast.ACME);
        assertThat(Cast.ACME_JOB.tenant()).isEqualTo(Cast.ACME);
        assertThat(Cast.RIVAL_AGENT.tenant()).isEqualTo(Cast.RIVAL);
        assertThat(Cast.RIVAL_READER.tenant()).isEqualTo(Cast.RIVAL);
        assertThat(Cast.RIVAL_JOB.tenant()).isEqualTo(Cast.RIVAL);

        assertThat(Cast.DOOR.admitAgent(Cast.UNKNOWN_AGENT_KEY.reveal())).isEmpty();
        assertThat(Cast.DOOR.admitReader(Cast.UNKNOWN_READER_KEY.reveal())).isEmpty();
        assertThat(Cast.DOOR.admitReader(Cast.ACME_AGENT_KEY.reveal())).isEmpty();
        assertThat(Cast.DOOR.admitAgent(Cast.ACME_READER_KEY.reveal())).isEmpty();
    }
}
