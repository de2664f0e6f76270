package io.yizhan.torture;

import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.AddFundMoneyRequest;
import io.yizhan.proto.v1.AidFigure;
import io.yizhan.proto.v1.AidServiceGrpc;
import io.yizhan.proto.v1.ApprovePolicyRequest;
import io.yizhan.proto.v1.CallerRole;
import io.yizhan.proto.v1.Grant;
import io.yizhan.proto.v1.Hospital;
import io.yizhan.proto.v1.Identity;
import io.yizhan.proto.v1.Person;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.PolicyProposal;
import io.yizhan.proto.v1.PolicyServiceGrpc;
import io.yizhan.proto.v1.ProposePolicyRequest;
import io.yizhan.proto.v1.PutAidFigureRequest;
import io.yizhan.proto.v1.PutHospitalRequest;
import io.yizhan.proto.v1.PutPersonRequest;
import io.yizhan.proto.v1.RegisterCallerRequest;
import io.yizhan.proto.v1.RegistryServiceGrpc;
import io.yizhan.proto.v1.RegistryServiceGrpc.RegistryServiceBlockingStub;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * A town that does not exist: Zhengzhou's policy of 2016, four hospitals, an aid office, persons, a
 * charity.
 */
final class Town {
  static final List<String> HOSPITALS = List.of("H99010001", "H99010002", "H99010003", "H99010004");
  static final String REGION = "410122";

  /** The place behind the hospitals' own: the operator, as whom the clerk books. */
  static final int CLERK = HOSPITALS.size();

  /** The place of the county's aid office. */
  static final int OFFICE = CLERK + 1;

  static final String OFFICE_ID = "office:" + REGION;

  /** A finite fund. */
  static final String CHARITY = "zhengzhou_charity";

  /** From which day on there is a standard for temporary aid, and which. */
  static final LocalDate STANDARD_FROM = LocalDate.of(2016, 1, 1);

  static final String STANDARD = "urban_dibao";
  static final long STANDARD_FEN = 60_000;

  /** Who is in the register from the start. */
  static final int PERSONS = 200;

  /** One in so many has a grant of the charity, a finite fund. */
  private static final int GRANT_EVERY = 20;

  private static final long GRANT_FEN = 3_000_000;
  private static final long CHARITY_FEN = 20_000_000;
  private static final String OPERATOR = "operator";
  private static final String POLICY = "zhengzhou-2016.yaml";
  private static final long DEADLINE_SECONDS = 20;
  private static final int[] WEIGHTS = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  private static final String CHECKS = "10X98765432";

  private final Properties tokens;

  private Town(Properties tokens) {
    this.tokens = tokens;
  }

  /**
   * Publishes and registers everything through a gateway, or reads what an earlier run has kept.
   *
   * @param file where the tokens are kept
   * @param home of the source tree, where the policies are
   */
  static Town build(Path file, Path home, Wire wire, String operatorToken) {
    Properties tokens = new Properties();
    try {
      if (Files.exists(file)) {
        try (InputStream in = Files.newInputStream(file)) {
          tokens.load(in);
        }
        return new Town(tokens);
      }
      tokens.setProperty(OPERATOR, operatorToken);
      Town town = new Town(tokens);
      String approver = town.approver(wire);
      String zhengzhou = Files.readString(home.resolve("policies/zhengzhou").resolve(POLICY));
      town.publish(wire, approver, POLICY, zhengzhou);
      town.publish(wire, approver, InsuredElsewhere.FILE, InsuredElsewhere.POLICY);
      town.register(wire);
      try (OutputStream out = Files.newOutputStream(file)) {
        tokens.store(out, null);
      }
      return town;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String approver(Wire wire) {
    return registry(wire)
        .registerCaller(
            RegisterCallerRequest.newBuilder()
                .setCallerId("approver")
                .setRole(CallerRole.CALLER_ROLE_OPERATOR)
                .build())
        .getToken();
  }

  private void publish(Wire wire, String approver, String file, String text) {
    PolicyProposal proposal =
        PolicyServiceGrpc.newBlockingStub(wire.as(operator()))
            .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
            .proposePolicy(
                ProposePolicyRequest.newBuilder().setFileName(file).setDocumentText(text).build())
            .getProposal();
    PolicyServiceGrpc.newBlockingStub(wire.as(approver))
        .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
        .approvePolicy(
            ApprovePolicyRequest.newBuilder()
                .setProposalId(proposal.getProposalId())
                .setTextSha256(sha256(text))
                .build());
  }

  private void register(Wire wire) {
    for (String hospital : HOSPITALS) {
      registry(wire)
          .putHospital(
              PutHospitalRequest.newBuilder()
                  .setHospital(
                      Hospital.newBuilder()
                          .setHospitalId(hospital)
                          .setName("示例医院")
                          .setRegionCode(REGION)
                          .setLevelCode("2"))
                  .build());
      tokens.setProperty(
          hospital,
          registry(wire)
              .registerCaller(
                  RegisterCallerRequest.newBuilder()
                      .setCallerId("his-" + hospital)
                      .setRole(CallerRole.CALLER_ROLE_HOSPITAL)
                      .setHospitalId(hospital)
                      .build())
              .getToken());
    }
    registerOffice(wire);
    registry(wire)
        .addFundMoney(
            AddFundMoneyRequest.newBuilder()
                .setRequestId("charity-budget")
                .setFundCode(CHARITY)
                .setAmountFen(CHARITY_FEN)
                .build());
    for (int n = 0; n < PERSONS; n++) {
      put(wire, n, n % GRANT_EVERY == 0);
    }
  }

  private void registerOffice(Wire wire) {
    String token =
        registry(wire)
            .registerCaller(
                RegisterCallerRequest.newBuilder()
                    .setCallerId("aid-" + REGION)
                    .setRole(CallerRole.CALLER_ROLE_OFFICE)
                    .addRegionCodes(REGION)
                    .build())
            .getToken();
    tokens.setProperty(OFFICE_ID, token);
    AidServiceGrpc.newBlockingStub(wire.as(token))
        .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
        .putAidFigure(
            PutAidFigureRequest.newBuilder()
                .setFigure(
                    AidFigure.newBuilder()
                        .setCountyCode(REGION)
                        .setFigureCode(STANDARD)
                        .setFromDate(WireDate.of(STANDARD_FROM))
                        .setAmountFen(STANDARD_FEN)
                        .setSource("示例标准"))
                .build());
  }

  /** Whether somebody has a grant of the finite charity. */
  static boolean hasGrant(PersonDocument document) {
    for (int n = 0; n < PERSONS; n += GRANT_EVERY) {
      if (document(n).equals(document)) {
        return true;
      }
    }
    return false;
  }

  /** Registers one more person, who has no grant. */
  void put(Wire wire, int n) {
    put(wire, n, false);
  }

  private void put(Wire wire, int n, boolean withGrant) {
    Person.Builder person =
        Person.newBuilder()
            .addDocuments(document(n))
            .setName("示例人员")
            .addIdentities(
                Identity.newBuilder()
                    .setCategoryCode("dibao")
                    .setCountyCode(REGION)
                    .setFromDate(WireDate.of(LocalDate.of(2014, 1, 1)))
                    .setSourceCode("civil_affairs_file"));
    if (withGrant) {
      person.addGrants(
          Grant.newBuilder()
              .setGrantId("grant-" + n)
              .setFundCode(CHARITY)
              .setAmountFen(GRANT_FEN)
              .setFromDate(WireDate.of(LocalDate.of(2016, 1, 1)))
              .setToDate(WireDate.of(LocalDate.of(2040, 12, 31))));
    }
    registry(wire).putPerson(PutPersonRequest.newBuilder().setPerson(person).build());
  }

  private RegistryServiceBlockingStub registry(Wire wire) {
    return RegistryServiceGrpc.newBlockingStub(wire.as(operator()))
        .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  /** The token of the operator. */
  String operator() {
    return token(OPERATOR);
  }

  /** Who sends from this place: a hospital, the operator or the office. */
  static String sender(int place) {
    if (place == CLERK) {
      return OPERATOR;
    }
    return place == OFFICE ? OFFICE_ID : HOSPITALS.get(place);
  }

  /** The token of who sends from this place. */
  String token(int place) {
    return token(sender(place));
  }

  private String token(String of) {
    String token = tokens.getProperty(of);
    if (token == null) {
      throw new IllegalStateException("must have been registered: " + of);
    }
    return token;
  }

  /** A resident id of nobody: right in form and check, in a division that does not exist. */
  static PersonDocument document(int n) {
    int day = n / 1_000;
    String body =
        String.format(
            Locale.ROOT,
            "990199%04d%02d%02d%03d",
            1930 + day / 336 % 60,
            1 + day / 28 % 12,
            1 + day % 28,
            n % 1_000);
    int sum = 0;
    for (int i = 0; i < WEIGHTS.length; i++) {
      sum += (body.charAt(i) - '0') * WEIGHTS[i];
    }
    return PersonDocument.newBuilder()
        .setKindCode("resident_id")
        .setNumber(body + CHECKS.charAt(sum % CHECKS.length()))
        .build();
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
