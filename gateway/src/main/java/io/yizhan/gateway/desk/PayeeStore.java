package io.yizhan.gateway.desk;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The port to the bank accounts to which divisions pay hospitals. */
public interface PayeeStore {
  /**
   * Proposes an account; a proposal of the same payee that nobody has confirmed gives way to it.
   */
  Result propose(ProposeOrder order, Function<Row, byte[]> reply);

  /** Confirms a proposal; the account before gives way to it. */
  Result confirm(ConfirmOrder order, Function<Row, byte[]> reply);

  /** The accounts that fit, by id, after the given one. */
  List<Row> list(Query query);

  /** Where an account stands. */
  enum State {
    PROPOSED,
    IN_FORCE,
    REPLACED
  }

  /**
   * Where a payee's money goes.
   *
   * @param bankCode the branch's number in the payment system; empty where it is not known
   */
  record Destination(BankAccount account, String bankCode) {
    /** Where none is in force. */
    public static final Destination NONE = new Destination(BankAccount.NONE, "");
  }

  /** Who did something, and when. */
  record By(String callerId, Instant time) {}

  /**
   * The account of a payee.
   *
   * @param confirmed empty where nobody has confirmed it
   */
  record Row(
      String payeeAccountId,
      String county,
      String hospitalId,
      Destination destination,
      State state,
      By proposed,
      Optional<By> confirmed) {}

  /** An account to propose. */
  record ProposeOrder(Origin origin, String county, String hospitalId, Destination destination) {}

  /**
   * A proposal to confirm.
   *
   * @param accountNumber as the confirmer has read it
   * @param counties leading digits of the divisions that the caller acts for
   */
  record ConfirmOrder(
      Origin origin, String payeeAccountId, String accountNumber, List<String> counties) {
    public ConfirmOrder {
      counties = List.copyOf(counties);
    }
  }

  /**
   * What is asked for.
   *
   * @param counties leading digits of the divisions that are seen; the empty string for all
   * @param hospitalId only this hospital's; empty for any
   */
  record Query(
      List<String> counties, String hospitalId, Optional<State> state, String afterId, int limit) {
    public Query {
      counties = List.copyOf(counties);
    }
  }

  /** What became of an order. */
  sealed interface Result {
    /** Done now or before. */
    record Recorded(byte[] reply, boolean replayed) implements Result {
      public Recorded {
        reply = reply.clone();
      }

      @Override
      public byte[] reply() {
        return reply.clone();
      }
    }

    /** The id was used with other content; these fields differ. */
    record IdReused(List<String> fields) implements Result {
      public IdReused {
        fields = List.copyOf(fields);
      }
    }

    /** There is no such hospital. */
    record HospitalUnknown() implements Result {}

    /** There is no such account that the caller acts for. */
    record NotFound() implements Result {}

    /** It stands so, and waits for nobody. */
    record NotProposed(State state) implements Result {}

    /** The confirmer proposed it. */
    record SamePerson() implements Result {}

    /** Its number is another one. */
    record NumberDiffers() implements Result {}
  }
}
