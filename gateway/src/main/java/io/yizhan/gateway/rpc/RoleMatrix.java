package io.yizhan.gateway.rpc;

import static io.yizhan.gateway.desk.Caller.Role.HOSPITAL;
import static io.yizhan.gateway.desk.Caller.Role.INSURER;
import static io.yizhan.gateway.desk.Caller.Role.OFFICE;
import static io.yizhan.gateway.desk.Caller.Role.OPERATOR;

import io.yizhan.gateway.desk.Caller.Role;
import io.yizhan.proto.v1.AidServiceGrpc;
import io.yizhan.proto.v1.AuditServiceGrpc;
import io.yizhan.proto.v1.ClearingServiceGrpc;
import io.yizhan.proto.v1.DayServiceGrpc;
import io.yizhan.proto.v1.FundServiceGrpc;
import io.yizhan.proto.v1.HighCostServiceGrpc;
import io.yizhan.proto.v1.InsuranceServiceGrpc;
import io.yizhan.proto.v1.PayeeServiceGrpc;
import io.yizhan.proto.v1.PolicyServiceGrpc;
import io.yizhan.proto.v1.ProvisionalServiceGrpc;
import io.yizhan.proto.v1.ReadjudicationServiceGrpc;
import io.yizhan.proto.v1.ReceiptServiceGrpc;
import io.yizhan.proto.v1.ReceivableServiceGrpc;
import io.yizhan.proto.v1.ReconciliationServiceGrpc;
import io.yizhan.proto.v1.RegistryServiceGrpc;
import io.yizhan.proto.v1.ReportServiceGrpc;
import io.yizhan.proto.v1.RosterServiceGrpc;
import io.yizhan.proto.v1.SettlementServiceGrpc;
import io.yizhan.proto.v1.WatchServiceGrpc;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Which role may make which call, a service a block in the order of their names. */
final class RoleMatrix {
  private final Map<String, Set<Role>> roles = new HashMap<>();

  private RoleMatrix() {}

  /** By the full name of each call of the contract. */
  static Map<String, Set<Role>> all() {
    RoleMatrix matrix = new RoleMatrix();
    matrix.aid();
    matrix.clearing();
    matrix.fund();
    matrix.day();
    matrix.audit();
    matrix.highCost();
    matrix.insurance();
    matrix.payee();
    matrix.policy();
    matrix.provisional();
    matrix.readjudication();
    matrix.receipt();
    matrix.receivable();
    matrix.reconciliation();
    matrix.registry();
    matrix.report();
    matrix.roster();
    matrix.settlement();
    matrix.watch();
    return Map.copyOf(matrix.roles);
  }

  private void aid() {
    String service = AidServiceGrpc.SERVICE_NAME;
    allow(service, "PutAidFigure", OFFICE, OPERATOR);
    allow(service, "ListAidFigures", OFFICE, OPERATOR);
    allow(service, "RecordTemporaryAid", OFFICE);
    allow(service, "RecordSubsidisedEnrolment", OFFICE);
    allow(service, "ReverseAidRecord", OFFICE);
    allow(service, "GetAidRecord", OFFICE, OPERATOR);
    allow(service, "ListAidRecords", OFFICE, OPERATOR);
    allow(service, "GetPaperClaim", OFFICE);
  }

  private void clearing() {
    String service = ClearingServiceGrpc.SERVICE_NAME;
    allow(service, "PrepareClearings", OFFICE, OPERATOR);
    allow(service, "ProposeAdvance", OFFICE, OPERATOR);
    allow(service, "ListClearings", HOSPITAL, OFFICE, OPERATOR);
    allow(service, "GetClearing", HOSPITAL, OFFICE, OPERATOR);
    allow(service, "TakeClearingStep", HOSPITAL, OFFICE, OPERATOR);
    allow(service, "CheckClearings", OFFICE, OPERATOR);
    allow(service, "ApproveClearings", OFFICE, OPERATOR);
    allow(service, "PayClearings", OFFICE, OPERATOR);
    allow(service, "ExportPayments", OFFICE, OPERATOR);
  }

  private void fund() {
    String service = FundServiceGrpc.SERVICE_NAME;
    allow(service, "ListFundAccounts", OFFICE, OPERATOR);
    allow(service, "PutFundShares", OFFICE, OPERATOR);
    allow(service, "RecordAppropriation", OFFICE, OPERATOR);
    allow(service, "RecordArrival", OFFICE, OPERATOR);
    allow(service, "ListAppropriations", OFFICE, OPERATOR);
  }

  private void day() {
    String service = DayServiceGrpc.SERVICE_NAME;
    allow(service, "ListPostingDays", HOSPITAL, INSURER, OFFICE, OPERATOR);
    allow(service, "ClosePostingDay", OPERATOR);
    allow(service, "SetCutOff", OPERATOR);
    allow(service, "ListDayTotals", HOSPITAL, INSURER, OFFICE, OPERATOR);
    allow(service, "ListDayDetails", HOSPITAL, INSURER, OFFICE, OPERATOR);
    allow(service, "CloseShift", HOSPITAL);
    allow(service, "GetShift", HOSPITAL, OPERATOR);
    allow(service, "PutLateClaimLimit", OFFICE, OPERATOR);
    allow(service, "ListLateClaimLimits", HOSPITAL, OFFICE, OPERATOR);
  }

  private void audit() {
    allow(AuditServiceGrpc.SERVICE_NAME, "AuditPeriod", OPERATOR);
  }

  private void receipt() {
    String service = ReceiptServiceGrpc.SERVICE_NAME;
    allow(service, "GetReceipt", HOSPITAL, INSURER, OFFICE, OPERATOR);
    allow(service, "ListReceiptKeys", HOSPITAL, INSURER, OFFICE, OPERATOR);
    allow(service, "GetDayRoot", HOSPITAL, INSURER, OFFICE, OPERATOR);
  }

  private void highCost() {
    String service = HighCostServiceGrpc.SERVICE_NAME;
    allow(service, "ImportOwnCosts", OFFICE);
    allow(service, "MakeHighCostList", OFFICE);
    allow(service, "ListHighCosts", OFFICE, OPERATOR);
    allow(service, "GetHighCost", OFFICE);
    allow(service, "ChangeHighCostState", OFFICE);
  }

  private void insurance() {
    String service = InsuranceServiceGrpc.SERVICE_NAME;
    allow(service, "NotifyCancelled", INSURER);
    allow(service, "ListOneSidedSettlements", HOSPITAL, INSURER, OFFICE, OPERATOR);
  }

  private void payee() {
    String service = PayeeServiceGrpc.SERVICE_NAME;
    allow(service, "ProposePayeeAccount", OFFICE, OPERATOR);
    allow(service, "ConfirmPayeeAccount", OFFICE, OPERATOR);
    allow(service, "ListPayeeAccounts", HOSPITAL, OFFICE, OPERATOR);
  }

  private void policy() {
    String service = PolicyServiceGrpc.SERVICE_NAME;
    allow(service, "CheckPolicy", OFFICE, OPERATOR);
    allow(service, "ProposePolicy", OFFICE, OPERATOR);
    allow(service, "ListProposals", OFFICE, OPERATOR);
    allow(service, "GetProposal", OFFICE, OPERATOR);
    allow(service, "ApprovePolicy", OFFICE, OPERATOR);
    allow(service, "WithdrawProposal", OFFICE, OPERATOR);
    allow(service, "ListImpact", OFFICE, OPERATOR);
    allow(service, "ListPolicies", HOSPITAL, OFFICE, OPERATOR);
    allow(service, "GetPolicy", HOSPITAL, OFFICE, OPERATOR);
  }

  private void provisional() {
    String service = ProvisionalServiceGrpc.SERVICE_NAME;
    allow(service, "PutProvisionalRule", OFFICE, OPERATOR);
    allow(service, "GetProvisionalRule", OFFICE, OPERATOR);
    allow(service, "ApproveProvisional", OFFICE, OPERATOR);
    allow(service, "GetProvisional", OFFICE, OPERATOR);
    allow(service, "ListProvisionals", OFFICE, OPERATOR);
    allow(service, "EndProvisional", OFFICE, OPERATOR);
  }

  private void readjudication() {
    String service = ReadjudicationServiceGrpc.SERVICE_NAME;
    allow(service, "PreviewReadjudication", OFFICE, OPERATOR);
    allow(service, "BookReadjudication", OFFICE, OPERATOR);
    allow(service, "CloseAccountingPeriod", OPERATOR);
    allow(service, "ListAccountingPeriods", OFFICE, OPERATOR);
    allow(service, "ListReadjudicationNotices", OFFICE, OPERATOR);
  }

  private void receivable() {
    String service = ReceivableServiceGrpc.SERVICE_NAME;
    allow(service, "ListReceivables", HOSPITAL, OFFICE, OPERATOR);
    allow(service, "GetReceivable", HOSPITAL, OFFICE, OPERATOR);
    allow(service, "OwePatientShare", HOSPITAL);
    allow(service, "RecordPayment", HOSPITAL, OFFICE, OPERATOR);
    allow(service, "TakeBackPayment", HOSPITAL, OFFICE, OPERATOR);
    allow(service, "ExportPayOuts", OFFICE);
    allow(service, "GetPayOutFile", OFFICE);
    allow(service, "WriteOffReceivable", HOSPITAL, OFFICE, OPERATOR);
    allow(service, "AgreeInstalments", HOSPITAL, OFFICE, OPERATOR);
  }

  private void reconciliation() {
    String service = ReconciliationServiceGrpc.SERVICE_NAME;
    allow(service, "SendStatement", HOSPITAL, INSURER, OFFICE, OPERATOR);
    allow(service, "Reconcile", HOSPITAL, INSURER, OFFICE, OPERATOR);
    allow(service, "ListBreaks", HOSPITAL, INSURER, OFFICE, OPERATOR);
    allow(service, "ListStatements", HOSPITAL, INSURER, OFFICE, OPERATOR);
    allow(service, "PrepareMend", HOSPITAL, INSURER, OPERATOR);
    allow(service, "ApproveMend", HOSPITAL, OPERATOR);
  }

  private void registry() {
    String service = RegistryServiceGrpc.SERVICE_NAME;
    allow(service, "PutHospital", OPERATOR);
    allow(service, "ListHospitals", OFFICE, OPERATOR);
    allow(service, "PutPerson", OFFICE, OPERATOR);
    allow(service, "ImportPersons", OFFICE, OPERATOR);
    allow(service, "GetPerson", OFFICE, OPERATOR);
    allow(service, "PutOpeningUsage", OFFICE, OPERATOR);
    allow(service, "AddFundMoney", OFFICE, OPERATOR);
    allow(service, "ListFunds", OFFICE, OPERATOR);
    allow(service, "RegisterCaller", OPERATOR);
    allow(service, "RevokeCaller", OPERATOR);
    allow(service, "RenewCaller", OPERATOR);
    allow(service, "ListCallers", OPERATOR);
  }

  private void report() {
    String service = ReportServiceGrpc.SERVICE_NAME;
    allow(service, "GetReport", HOSPITAL, INSURER, OFFICE, OPERATOR);
    allow(service, "GetSettlementSheet", HOSPITAL, OFFICE, OPERATOR);
  }

  private void roster() {
    String service = RosterServiceGrpc.SERVICE_NAME;
    allow(service, "ImportRoster", OFFICE, OPERATOR);
    allow(service, "JoinPersons", OFFICE, OPERATOR);
    allow(service, "RegisterNewborn", OFFICE, OPERATOR);
    allow(service, "ListMeansChecks", OFFICE, OPERATOR);
    allow(service, "RekeyRegister", OPERATOR);
    allow(service, "ListIdentityChanges", OFFICE, OPERATOR);
  }

  private void settlement() {
    String service = SettlementServiceGrpc.SERVICE_NAME;
    allow(service, "QuoteSettlement", HOSPITAL, OFFICE);
    allow(service, "ReleaseHold", HOSPITAL);
    allow(service, "SettleClaim", HOSPITAL, OFFICE);
    allow(service, "ReverseSettlement", HOSPITAL, OFFICE);
    allow(service, "UndoRequest", HOSPITAL, OFFICE);
    allow(service, "GetSettlement", HOSPITAL, INSURER, OFFICE, OPERATOR);
    allow(service, "ListSettlements", HOSPITAL, INSURER, OFFICE, OPERATOR);
    allow(service, "GetUsage", HOSPITAL, INSURER, OFFICE);
  }

  private void watch() {
    allow(WatchServiceGrpc.SERVICE_NAME, "WatchSettlements", HOSPITAL, INSURER, OFFICE, OPERATOR);
  }

  /** Gives a call to these roles; one that is named twice is a mistake. */
  private void allow(String service, String call, Role... allowed) {
    if (roles.put(service + "/" + call, Set.copyOf(Arrays.asList(allowed))) != null) {
      throw new IllegalStateException("must be named once: " + service + "/" + call);
    }
  }
}
