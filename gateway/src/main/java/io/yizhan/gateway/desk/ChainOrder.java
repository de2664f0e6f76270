package io.yizhan.gateway.desk;

import io.yizhan.gateway.desk.ReadjudicationStore.Account;
import io.yizhan.gateway.desk.ReadjudicationStore.ChainPlace;
import io.yizhan.gateway.desk.ReadjudicationStore.Past;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;

/**
 * The order in which settlements were judged: that of every chain they have an entry in, and else
 * that of their ids. Calls that arrive together may be judged in another order than their ids tell.
 */
final class ChainOrder {
  private ChainOrder() {}

  static List<Past> of(List<Past> settlements) {
    Map<Account, TreeMap<Long, Integer>> chains = new HashMap<>();
    for (int i = 0; i < settlements.size(); i++) {
      for (ChainPlace place : settlements.get(i).judged()) {
        chains.computeIfAbsent(place.account(), any -> new TreeMap<>()).put(place.seq(), i);
      }
    }
    int[] waitingFor = new int[settlements.size()];
    List<List<Integer>> followers = new ArrayList<>();
    settlements.forEach(any -> followers.add(new ArrayList<>()));
    for (TreeMap<Long, Integer> chain : chains.values()) {
      int before = -1;
      for (int next : chain.values()) {
        if (before >= 0) {
          followers.get(before).add(next);
          waitingFor[next]++;
        }
        before = next;
      }
    }
    PriorityQueue<Integer> ready =
        new PriorityQueue<>(
            Comparator.comparing((Integer place) -> settlements.get(place).settlementId()));
    for (int i = 0; i < waitingFor.length; i++) {
      if (waitingFor[i] == 0) {
        ready.add(i);
      }
    }
    List<Past> ordered = new ArrayList<>();
    while (!ready.isEmpty()) {
      int place = ready.remove();
      ordered.add(settlements.get(place));
      for (int follower : followers.get(place)) {
        waitingFor[follower]--;
        if (waitingFor[follower] == 0) {
          ready.add(follower);
        }
      }
    }
    if (ordered.size() != settlements.size()) {
      throw new IllegalStateException("chains of usage must have one order");
    }
    return ordered;
  }
}
