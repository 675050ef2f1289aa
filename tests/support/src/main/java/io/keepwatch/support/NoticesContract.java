package io.keepwatch.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.keepwatch.domain.storage.Notices;
import io.keepwatch.domain.storage.Notices.Kind;
import io.keepwatch.domain.storage.Notices.Notice;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every implementation of {@link Notices} promises. */
public abstract class NoticesContract extends StorageContract {

    private static final Instant TOMORROW = NOON.plus(Duration.ofDays(1));

    @Test
    void raisesAKindOnceWhileItStands() {
        Notices notices = ofAcme().notices();

        assertThat(notices.standing()).isEmpty();
        assertThat(notices.raise(notice("first"), TOMORROW)).isTrue();
        assertThat(notices.raise(notice("second"), TOMORROW.plusSeconds(60))).isFalse();

        assertThat(notices.standing()).containsExactly(notice("first"));
    }

    @Test
    void hidesWhatHasExpiredAndRaisesItAnew() {
        Notices notices = ofAcme().notices();
        notices.raise(notice("first"), TOMORROW);

        clock.moveTo(TOMORROW.minusMillis(1));
        assertThat(notices.standing()).hasSize(1);

        clock.moveTo(TOMORROW);
        assertThat(notices.standing()).isEmpty();
        assertThat(notices.raise(notice("second"), TOMORROW.plusSeconds(60))).isTrue();
        assertThat(notices.standing()).containsExactly(notice("second"));
    }

    @Test
    void isNewToOneOnlyWhenSeveralRaiseItAtOnce() throws Exception {
        Notices notices = ofAcme().notices();

        List<Boolean> raised = atOnce(4, i -> notices.raise(notice("number " + i), TOMORROW));

        assertThat(raised).containsOnlyOnce(true);
        assertThat(notices.standing()).containsExactly(notice("number " + raised.indexOf(true)));
    }

    @Test
    void showsOneTenantNothingOfAnother() {
        ofAcme().notices().raise(notice("of Acme"), TOMORROW);
        Notices rivals = ofRival().notices();

        assertThat(rivals.standing()).isEmpty();
        assertThat(rivals.raise(notice("of Rival"), TOMORROW)).isTrue();
        assertThat(ofAcme().notices().standing()).containsExactly(notice("of Acme"));
    }

    private static Notice notice(String text) {
        return new Notice(Kind.HOSTS_OVER_CAP, text, NOON);
    }
}
