package io.yizhan.gateway.cli;

import io.grpc.Channel;
import io.yizhan.gateway.terminal.Progress;
import io.yizhan.proto.v1.SendStatementResponse;
import io.yizhan.proto.v1.StatementHeading;
import io.yizhan.proto.v1.StatementRefusal;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** Sends a file as the statement that counts for its days, or says why it does not. */
final class StatementSending {
  private final RemoteGateway gateway;
  private final Path file;
  private final StatementSource source;
  private final PrintWriter err;

  /**
   * Of a file.
   *
   * @param day of lines that have no date
   */
  StatementSending(RemoteGateway gateway, Path file, LocalDate day, PrintWriter err) {
    this.gateway = gateway;
    this.file = file;
    this.source = new StatementSource(file, day);
    this.err = err;
  }

  /** Sends the file; false where something in it is wrong, or another file has its place. */
  boolean send(StatementHeading said) throws IOException {
    StatementSource.Look look = source.look();
    if (look.problemCount() > 0) {
      look.problems().forEach(problem -> err.println("yizhan: " + file + ": " + problem));
      err.println(
          "yizhan: "
              + look.problemCount()
              + " 处不合格，未报送。"
              + look.problemCount()
              + " problems; nothing was sent.");
      return false;
    }
    List<String> absent = source.fundsWithoutColumn(said.getFundCodesList());
    if (!absent.isEmpty()) {
      err.println(
          "yizhan: --fund "
              + absent.get(0)
              + ": "
              + file
              + " 有基金列，却没有这一基金的列，未报送。The file has columns of funds: one must be of this fund;"
              + " nothing was sent.");
      return false;
    }
    Progress progress = new Progress(err, Terminal.isWatched(), look.lines());
    boolean accepted = gateway.call(channel -> send(channel, said, progress));
    progress.done();
    return accepted;
  }

  private boolean send(Channel channel, StatementHeading said, Progress progress) {
    SentBefore before = new SentBefore(channel, said);
    boolean named = !said.getStatementId().isEmpty();
    String id = named ? said.getStatementId() : source.idFor(said);
    Optional<SentBefore.Superseded> superseded = before.superseded(id);
    // A part only adds to what was sent, and a name of one's own stands for one statement.
    if (superseded.isPresent() && (named || said.getPart())) {
      refuse(superseded.get());
      return false;
    }
    StatementHeading heading = said.toBuilder().setStatementId(before.standing(id)).build();
    SendStatementResponse answer = source.upload(channel, heading, progress);
    answer.getRefusalsList().forEach(this::refuse);
    if (!answer.getAccepted()) {
      err.println(
          "yizhan: "
              + answer.getRefusedCount()
              + " 行不合格，全部未收。"
              + answer.getRefusedCount()
              + " lines were refused; nothing was kept.");
    }
    return answer.getAccepted();
  }

  private void refuse(SentBefore.Superseded superseded) {
    String received = BreaksText.minute(BreaksText.time(superseded.statement().getAcceptTime()));
    String by = superseded.by().getStatementId();
    err.println(
        "yizhan: "
            + file
            + ": 已于 "
            + received
            + " 收到，其后被 "
            + by
            + " 取代，未比对；仍以此文件为准的，请用新的 --statement 报送。It was received at "
            + received
            + " and is superseded by "
            + by
            + ": not compared. Where it counts after all, send it with a new --statement.");
  }

  private void refuse(StatementRefusal refusal) {
    err.println(
        "yizhan: "
            + file
            + ": 第 "
            + refusal.getLineNumber()
            + " 行 line "
            + refusal.getLineNumber()
            + ": "
            + source.shown(refusal.getField())
            + ": "
            + refusal.getSentence().getZh()
            + " / "
            + refusal.getSentence().getEn());
  }
}
