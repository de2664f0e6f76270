package io.yizhan.torture;

import com.google.protobuf.InvalidProtocolBufferException;
import io.yizhan.auditor.Acknowledged.Call;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.BankAccount;
import io.yizhan.proto.v1.Bill;
import io.yizhan.proto.v1.BillKind;
import io.yizhan.proto.v1.Claim;
import io.yizhan.proto.v1.HoldTerms;
import io.yizhan.proto.v1.PaperClaim;
import io.yizhan.proto.v1.PaperDocument;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.QuoteSettlementRequest;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.SettleClaimRequest;
import io.yizhan.proto.v1.UndoRequestRequest;
import java.time.LocalDate;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/** Makes what callers ask for. Ids are new in every run on a folder. */
final class Orders {
  private static final int HOT_PERSONS = 10;
  private static final double HOT_SHARE = 0.3;

  /** One stay in so many is claimed on paper at the aid office. */
  private static final int ON_PAPER_EVERY = 8;

  private static final int YEARS = 8;
  private static final int DAYS = 365;
  private static final LocalDate FIRST_DAY = LocalDate.of(2017, 1, 1);
  private static final long BILL_FEN_MIN = 20_000;
  private static final long BILL_FEN_MAX = 3_000_000;
  private static final String CASHIER = "cashier-1";

  private final String prefix;
  private final AtomicLong sequence = new AtomicLong();

  /** Orders whose ids begin so. */
  Orders(String prefix) {
    this.prefix = prefix;
  }

  /** One more stay of somebody, somewhere, some day; few persons have many. */
  Order settle(RandomGenerator random) {
    int person = somebody(random);
    LocalDate last = FIRST_DAY.plusYears(random.nextInt(YEARS)).plusDays(random.nextInt(DAYS));
    int hospital = random.nextInt(Town.HOSPITALS.size());
    long billFen = random.nextLong(BILL_FEN_MIN, BILL_FEN_MAX);
    String region =
        random.nextInt(InsuredElsewhere.EVERY) == 0 ? InsuredElsewhere.REGION : Town.REGION;
    Order stay = settle(nextId(), person, hospital, last, billFen, region);
    return region.equals(Town.REGION) && random.nextInt(ON_PAPER_EVERY) == 0 ? onPaper(stay) : stay;
  }

  /** Anybody; few have many. */
  static int somebody(RandomGenerator random) {
    return random.nextDouble() < HOT_SHARE
        ? random.nextInt(HOT_PERSONS)
        : random.nextInt(Town.PERSONS);
  }

  /** The same stay, paid by the person and claimed at the aid office. */
  private static Order onPaper(Order stay) {
    SettleClaimRequest.Builder request = read(stay).toBuilder();
    request
        .getClaimBuilder()
        .setHospitalId(Town.OFFICE_ID)
        .setPaper(
            PaperClaim.newBuilder()
                .setHospitalName("示例医院")
                .setHospitalRegionCode(Town.REGION)
                .setHospitalLevelCode("2")
                .addDocuments(
                    PaperDocument.newBuilder()
                        .setKindCode("invoice")
                        .setNumber(request.getClaim().getInvoiceNumber()))
                .setBankAccount(
                    BankAccount.newBuilder()
                        .setBankName("示例银行")
                        .setHolderName("示例人员")
                        .setNumber("6228480402564890018")));
    return new Order(
        Call.SETTLE,
        Town.OFFICE,
        stay.requestId(),
        stay.encounterId(),
        request.build().toByteArray());
  }

  /** Whether a stay is claimed on paper. */
  static boolean isOnPaper(Order settling) {
    return settling.hospital() == Town.OFFICE;
  }

  /** Another claim on paper of the same invoice, of which one alone may stand. */
  Order sameInvoice(Order onPaper) {
    String requestId = nextId();
    String encounterId = "E-" + requestId;
    SettleClaimRequest.Builder request = read(onPaper).toBuilder().setRequestId(requestId);
    request.getClaimBuilder().setEncounterId(encounterId);
    return new Order(
        Call.SETTLE, Town.OFFICE, requestId, encounterId, request.build().toByteArray());
  }

  private String nextId() {
    return prefix + "-" + sequence.incrementAndGet();
  }

  /** A stay of this person. */
  Order settle(int person, int hospital, LocalDate last, long billFen) {
    return settle(nextId(), person, hospital, last, billFen, Town.REGION);
  }

  private static Order settle(
      String requestId,
      int person,
      int hospital,
      LocalDate last,
      long billFen,
      String insuredRegion) {
    String encounterId = "E-" + requestId;
    Claim claim =
        Claim.newBuilder()
            .setHospitalId(Town.HOSPITALS.get(hospital))
            .setOperatorId(CASHIER)
            .setTerminalId("counter-1")
            .setShiftId("early")
            .setEncounterId(encounterId)
            .setBillNumber("1")
            .setInvoiceNumber("INV-" + requestId)
            .setBillKind(BillKind.BILL_KIND_FINAL)
            .setPersonDocument(Town.document(person))
            .setInsuredRegionCode(insuredRegion)
            .setInsuredSchemeCode("390")
            .setCareTypeCode("inpatient")
            .setAdmissionDate(WireDate.of(last.minusDays(3)))
            .setDischargeDate(WireDate.of(last))
            .addDiagnosisCodes("I63.900")
            .setBill(Bill.newBuilder().setTotalFen(billFen).setInScopeFen(billFen))
            .build();
    SettleClaimRequest request =
        SettleClaimRequest.newBuilder().setRequestId(requestId).setClaim(claim).build();
    return new Order(Call.SETTLE, hospital, requestId, encounterId, request.toByteArray());
  }

  /** Quotes what an order would settle, and holds it for so long. */
  Order hold(Order settling, int seconds) {
    String requestId = nextId();
    QuoteSettlementRequest request =
        QuoteSettlementRequest.newBuilder()
            .setClaim(read(settling).getClaim())
            .setHold(HoldTerms.newBuilder().setRequestId(requestId).setHoldSeconds(seconds))
            .build();
    return new Order(
        Call.HOLD, settling.hospital(), requestId, settling.encounterId(), request.toByteArray());
  }

  /**
   * Whether callers hold it. Not where it may take from the finite fund: when the database's clock
   * goes back a fund may hold, though never pay, more than it has.
   */
  static boolean isHeld(Order settling) {
    Claim claim = read(settling).getClaim();
    // A quote that binds asks no insurer, and an office settles at once.
    return !isOnPaper(settling)
        && !Town.hasGrant(claim.getPersonDocument())
        && claim.getInsuredRegionCode().equals(Town.REGION);
  }

  /** Whose stay it is. */
  static PersonDocument person(Order settling) {
    return read(settling).getClaim().getPersonDocument();
  }

  /** The same order by what was held for it. */
  static Order byHold(Order settling, Order hold) {
    return with(settling, read(settling).toBuilder().setHoldRequestId(hold.requestId()));
  }

  /** The same claim once more under an id of its own, as after a refusal. */
  Order again(Order settling) {
    String requestId = nextId();
    return with(settling, read(settling).toBuilder().setRequestId(requestId).clearHoldRequestId());
  }

  private static Order with(Order order, SettleClaimRequest.Builder request) {
    return new Order(
        Call.SETTLE,
        order.hospital(),
        request.getRequestId(),
        order.encounterId(),
        request.build().toByteArray());
  }

  private static SettleClaimRequest read(Order settling) {
    try {
      return SettleClaimRequest.parseFrom(settling.message());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Takes back what an order has settled. */
  Order reverse(Order settled, String settlementId) {
    String requestId = nextId();
    ReverseSettlementRequest request =
        ReverseSettlementRequest.newBuilder()
            .setRequestId(requestId)
            .setHospitalId(Town.sender(settled.hospital()))
            .setSettlementId(settlementId)
            .setOperatorId(CASHIER)
            .build();
    return new Order(Call.REVERSE, settled.hospital(), requestId, "", request.toByteArray());
  }

  /** Makes sure that an order has no effect. */
  static Order undo(Order undone) {
    UndoRequestRequest request =
        UndoRequestRequest.newBuilder()
            .setHospitalId(Town.sender(undone.hospital()))
            .setUndoneRequestId(undone.requestId())
            .setOperatorId(CASHIER)
            .build();
    return new Order(Call.UNDO, undone.hospital(), undone.requestId(), "", request.toByteArray());
  }
}
