package io.yizhan.gateway.acceptance;

import java.util.List;
import java.util.function.Function;

/**
 * Who calls the methods under spoilt requests, and what the requests name.
 *
 * @param hospital the token of one; so are the others but the last
 * @param proposalId of a proposal that the operator made
 */
record TargetScene(
    String hospital,
    String operator,
    String approver,
    String office,
    String insurer,
    String proposalId) {

  /** A service a line: each names its methods in a file of its own. */
  private static final List<Function<TargetScene, List<Target>>> SERVICES =
      List.of(
          AidTargets::of,
          ClearingTargets::of,
          FundTargets::of,
          ProofTargets::of,
          DayTargets::of,
          HighCostTargets::of,
          InsuranceTargets::of,
          PayeeTargets::of,
          PolicyTargets::of,
          ProvisionalTargets::of,
          ReadjudicationTargets::of,
          ReceivableTargets::of,
          ReconciliationTargets::of,
          RegistryTargets::of,
          ReportTargets::of,
          RosterTargets::of,
          SettlementTargets::of,
          WatchTargets::of);

  /** Registers the callers and one person, settles one claim, proposes a policy. */
  static TargetScene in(House house) {
    house.world().put(house.client(), World.known(Invented.person(1), "dibao"));
    house.settle(SettlementTargets.request("good-1"));
    String proposalId =
        World.propose(
                house.client(),
                house.world().operatorToken(),
                "henan-2017.yaml",
                World.text("../henan/henan-2017.yaml"))
            .getProposalId();
    String office = Offices.register(house, "aid-410122", Claims.COUNTY);
    String insurer = Offices.registerInsurer(house, "4101");
    return new TargetScene(
        house.world().token(),
        house.world().operatorToken(),
        house.world().approverToken(),
        office,
        insurer,
        proposalId);
  }

  /** The methods of all services. */
  List<Target> targets() {
    return SERVICES.stream().flatMap(service -> service.apply(this).stream()).toList();
  }
}
