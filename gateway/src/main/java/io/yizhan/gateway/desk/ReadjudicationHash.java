package io.yizhan.gateway.desk;

import io.yizhan.gateway.desk.Readjudication.Change;
import io.yizhan.gateway.desk.Readjudication.Obstacle;
import java.util.List;
import java.util.Optional;

/** Tells one outcome of a re-adjudication from every other: all amounts that would be booked. */
final class ReadjudicationHash {
  private ReadjudicationHash() {}

  static String of(List<Change> changes, Optional<Obstacle> obstacle) {
    StringBuilder text = new StringBuilder();
    obstacle.ifPresent(
        each -> text.append("!").append(each.code()).append('@').append(each.settlementId()));
    for (Change change : changes) {
      text.append('\n')
          .append(change.past().settlementId())
          .append('|')
          .append(change.past().bearers().patientFen())
          .append('|')
          .append(change.after().patientFen())
          .append('|')
          .append(change.after().ownShareFen())
          .append('|')
          .append(change.policyVersions())
          .append('|')
          .append(change.aidCounty());
      change
          .moreFen()
          .forEach(
              (line, fen) ->
                  text.append('|').append(line.account()).append(line.beside()).append(fen));
      change.uses().forEach(use -> text.append('|').append(use.account()).append(use.fen()));
      change.takes().forEach(take -> text.append('|').append(take.fund()).append(take.takenFen()));
      change
          .draws()
          .forEach(draw -> text.append('|').append(draw.grantId()).append(draw.drawnFen()));
      change
          .ofHospital()
          .lines()
          .forEach((line, fen) -> text.append("|hospital").append(line.account()).append(fen));
      change
          .atInsurer()
          .ifPresent(
              held -> text.append("|leg").append(held.payments()).append(held.hospitalShareFen()));
    }
    return Sha256.hexOf(text.toString());
  }
}
