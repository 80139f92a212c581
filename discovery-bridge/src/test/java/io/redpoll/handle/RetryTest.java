package io.redpoll.handle;

import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.resp.BusyException;
import io.redpoll.resp.CommandInfo;
import io.redpoll.resp.CommandTable;
import io.redpoll.resp.Delivery;
import io.redpoll.resp.Fault;
import io.redpoll.resp.RespException;
import io.vertx.redis.client.impl.types.ErrorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryTest {

  private static final CommandTable COMMANDS = CommandTable.load();
  private static final CommandInfo GET = COMMANDS.of("GET");
  private static final CommandInfo SET = COMMANDS.of("SET");
  private static final CommandInfo INCR = COMMANDS.of("INCR");

  private static Throwable lost(Fault fault, Delivery delivery) {
    return new RespException(fault, delivery, "so it was");
  }

  @ParameterizedTest
  @EnumSource(value = Fault.class, names = "BUSY", mode = EnumSource.Mode.EXCLUDE)
  void whatWasNotSentIsSentAgain(Fault fault) {
    assertThat(Retry.after(lost(fault, Delivery.NOT_SENT), INCR)).isEqualTo(Retry.RESEND);
  }

  @Test
  void aLostReplyIsAskedForAgainOnlyIfTheCommandMayRunTwice() {
    Throwable lost = lost(Fault.CLOSED, Delivery.OUTCOME_UNKNOWN);
    assertThat(Retry.after(lost, GET)).isEqualTo(Retry.REPEAT);
    assertThat(Retry.after(lost, SET)).isEqualTo(Retry.REPEAT);
    assertThat(Retry.after(lost, INCR)).isEqualTo(Retry.LOST);
    assertThat(Retry.after(lost, COMMANDS.of("NO.SUCH"))).isEqualTo(Retry.LOST);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "READONLY You can't write against a read only replica.",
        "LOADING Redis is loading the dataset in memory",
        "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
        "CLUSTERDOWN The cluster is down",
        "UNBLOCKED force unblock from blocking operation"
      })
  void whatTheServerRefusedForNowWaits(String error) {
    assertThat(Retry.after(ErrorType.create(error), INCR)).isEqualTo(Retry.HOLD);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "WRONGTYPE Operation against a key holding the wrong kind of value",
        "ERR value is not an integer or out of range",
        "OOM command not allowed when used memory > 'maxmemory'.",
        "NOPERM this user has no permissions to run the 'get' command"
      })
  void anyOtherErrorIsTheAnswer(String error) {
    assertThat(Retry.after(ErrorType.create(error), GET)).isEqualTo(Retry.FAIL);
  }

  @Test
  void whatBelongsToAnotherNodeIsFollowedAndKeysOnTheirWayAreWaitedFor() {
    assertThat(Retry.after(ErrorType.create("MOVED 3999 10.0.0.1:6379"), INCR))
        .isEqualTo(Retry.FOLLOW);
    assertThat(Retry.after(ErrorType.create("ASK 3999 10.0.0.1:6379"), INCR))
        .isEqualTo(Retry.FOLLOW);
    assertThat(Retry.after(ErrorType.create("TRYAGAIN Multiple keys request"), INCR))
        .isEqualTo(Retry.PAUSE);
  }

  @Test
  void aFullQueueIsTheAnswer() {
    assertThat(Retry.after(new BusyException("full"), GET)).isEqualTo(Retry.FAIL);
  }
}
