package io.yizhan.torture;

import com.google.protobuf.InvalidProtocolBufferException;
import io.yizhan.auditor.Acknowledged.Call;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.AidForm;
import io.yizhan.proto.v1.AidRecord;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.RecordSubsidisedEnrolmentRequest;
import io.yizhan.proto.v1.RecordSubsidisedEnrolmentResponse;
import io.yizhan.proto.v1.RecordTemporaryAidRequest;
import io.yizhan.proto.v1.RecordTemporaryAidResponse;
import io.yizhan.proto.v1.ReverseAidRecordRequest;
import io.yizhan.proto.v1.ReverseAidRecordResponse;
import io.yizhan.proto.v1.SubsidisedEnrolment;
import io.yizhan.proto.v1.SubsidyKind;
import io.yizhan.proto.v1.TemporaryAid;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * The county's aid office, which records temporary aid and subsidised enrolments, and takes some of
 * them back: orders as any other. Some of the aid is the finite charity's, which settlements draw
 * on at the same time; a person's year of insurance is subsidised once.
 */
final class Office {
  private static final String STATUTORY = "610100@" + Town.REGION;
  private static final String CLERK = "clerk-7";
  private static final String SCHEME = "390";
  private static final int PERCENT = 100;
  private static final int ENROLMENTS = 40;
  private static final int OF_CHARITY = 25;
  private static final int REPEATED = 10;
  private static final int TAKEN_BACK = 50;
  private static final int DAYS = 3_000;
  private static final int HEADS_MAX = 5;
  private static final int MULTIPLE_HUNDREDTHS = 150;
  private static final int FIRST_YEAR = 2017;
  private static final int YEARS = 20;
  private static final long CONTRIBUTION_FEN = 38_000;

  private final Caller caller;
  private final String prefix;
  private final AtomicLong sequence = new AtomicLong();

  Office(Caller caller, String prefix) {
    this.caller = caller;
    this.prefix = prefix;
  }

  /** Gives this person something, and then asks again, takes it back or leaves it. */
  void act(PersonDocument person, RandomGenerator random, BooleanSupplier giveUp) {
    Order order =
        random.nextInt(PERCENT) < ENROLMENTS ? enrolment(person, random) : aid(person, random);
    Optional<byte[]> reply = caller.ask(order, random, giveUp).flatMap(Caller.Definite::reply);
    if (reply.isEmpty()) {
      return;
    }
    int what = random.nextInt(PERCENT);
    if (what < REPEATED) {
      caller.repeat(order, random, giveUp);
    } else if (what < REPEATED + TAKEN_BACK) {
      String recordId = record(order.call(), reply.get()).getRecordId();
      caller.ask(takenBack(recordId), random, giveUp);
    }
  }

  private Order aid(PersonDocument person, RandomGenerator random) {
    String requestId = nextId();
    int heads = 1 + random.nextInt(HEADS_MAX);
    RecordTemporaryAidRequest request =
        RecordTemporaryAidRequest.newBuilder()
            .setRequestId(requestId)
            .setCountyCode(Town.REGION)
            .setPersonDocument(person)
            .setFundCode(random.nextInt(PERCENT) < OF_CHARITY ? Town.CHARITY : STATUTORY)
            .setAid(
                TemporaryAid.newBuilder()
                    .setDecidedDate(WireDate.of(Town.STANDARD_FROM.plusDays(random.nextInt(DAYS))))
                    .setStandardCode(Town.STANDARD)
                    .setMultipleHundredths(MULTIPLE_HUNDREDTHS)
                    .setHeads(heads)
                    .setForm(AidForm.AID_FORM_CASH))
            .setAmountFen(Town.STANDARD_FEN * MULTIPLE_HUNDREDTHS / PERCENT * heads)
            .setOperatorId(CLERK)
            .setDocumentNumber("LS-" + requestId)
            .build();
    return order(Call.TEMPORARY_AID, requestId, request.toByteArray());
  }

  private Order enrolment(PersonDocument person, RandomGenerator random) {
    String requestId = nextId();
    RecordSubsidisedEnrolmentRequest request =
        RecordSubsidisedEnrolmentRequest.newBuilder()
            .setRequestId(requestId)
            .setCountyCode(Town.REGION)
            .setPersonDocument(person)
            .setFundCode(STATUTORY)
            .setEnrolment(
                SubsidisedEnrolment.newBuilder()
                    .setSchemeCode(SCHEME)
                    .setEnrolmentYear(FIRST_YEAR + random.nextInt(YEARS))
                    .setSubsidyKind(SubsidyKind.SUBSIDY_KIND_FULL)
                    .setContributionFen(CONTRIBUTION_FEN))
            .setAmountFen(CONTRIBUTION_FEN)
            .setOperatorId(CLERK)
            .setDocumentNumber("CB-" + requestId)
            .build();
    return order(Call.ENROLMENT, requestId, request.toByteArray());
  }

  private Order takenBack(String recordId) {
    String requestId = nextId();
    ReverseAidRecordRequest request =
        ReverseAidRecordRequest.newBuilder()
            .setRequestId(requestId)
            .setCountyCode(Town.REGION)
            .setRecordId(recordId)
            .setOperatorId(CLERK)
            .setReason("entered by mistake")
            .build();
    return order(Call.AID_REVERSE, requestId, request.toByteArray());
  }

  private String nextId() {
    return prefix + "-a" + sequence.incrementAndGet();
  }

  private static Order order(Call call, String requestId, byte[] message) {
    return new Order(call, Town.OFFICE, requestId, "", message);
  }

  /** The record that a call was answered with. */
  static AidRecord record(Call call, byte[] reply) {
    try {
      return switch (call) {
        case TEMPORARY_AID -> RecordTemporaryAidResponse.parseFrom(reply).getRecord();
        case ENROLMENT -> RecordSubsidisedEnrolmentResponse.parseFrom(reply).getRecord();
        case AID_REVERSE -> ReverseAidRecordResponse.parseFrom(reply).getRecord();
        default -> throw new IllegalArgumentException("no call of aid: " + call);
      };
    } catch (InvalidProtocolBufferException e) {
      throw new UncheckedIOException(e);
    }
  }
}
