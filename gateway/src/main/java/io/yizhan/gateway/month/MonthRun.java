package io.yizhan.gateway.month;

import io.yizhan.gateway.Gateway;
import io.yizhan.gateway.ServeSettings;
import io.yizhan.gateway.terminal.Paint;
import io.yizhan.gateway.terminal.Progress;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.stream.Stream;

/** Plays a month into an empty folder and closes it; everything is said as it happens. */
public final class MonthRun {
  /** Days close as the month goes: its clock is moved, and no gateway closes by such a clock. */
  private static final ServeSettings.Days CLOSED_WHEN_ASKED = new ServeSettings.Days(null, null);

  private static final int POOL_SIZE = 12;
  private static final int WORKERS = 12;
  private static final int WRITERS = 2;
  private static final int QUEUE_MAX = 1_024;
  private static final Duration STOP_GRACE = Duration.ofSeconds(10);
  private static final Duration POLICY_POLL = Duration.ofMillis(200);
  private static final int LEADING_DAYS = 2;

  private final MonthOrder order;
  private final Path folder;
  private final MonthStory story;
  private final PrintWriter bars;
  private final boolean watched;

  /**
   * A run that has not begun.
   *
   * @param folder empty, or not there yet: data, statements and the sealed file go into it
   * @param watched whether somebody sees a progress bar
   */
  public MonthRun(
      MonthOrder order,
      Path folder,
      PrintStream out,
      Paint paint,
      PrintWriter bars,
      boolean watched) {
    this.order = order;
    this.folder = folder;
    this.story = new MonthStory(out, paint);
    this.bars = bars;
    this.watched = watched;
  }

  /**
   * Plays and closes.
   *
   * @param policies the folder that holds {@code zhengzhou/*.yaml}
   * @return true when everything held
   * @throws IllegalArgumentException when the folder is not empty
   */
  public boolean run(Path policies) throws IOException {
    mustBeEmpty();
    story.begins(order);
    MonthPlan plan = MonthPlan.draw(order);
    story.drawn(plan);
    Path sealed = folder.resolve("sealed-breaks.csv");
    String sha256 = SealedFile.seal(sealed, plan.breaks());
    story.sealed(plan.breaks().size(), sealed, sha256);
    MonthClock clock = new MonthClock(order.first().minusDays(LEADING_DAYS), LocalTime.of(9, 0));
    Gateway gateway = Gateway.start(settings(), Gateway.ExtraServices.NONE, clock);
    try (MonthClient client = new MonthClient(gateway.port())) {
      Stage stage = new Stage(client, plan, Files.readString(gateway.operatorTokenFile()).strip());
      long began = System.nanoTime();
      Progress persons = bar(order.persons());
      stage.set(policies, persons::at);
      persons.done();
      story.registered(order.persons(), elapsed(began));
      Book book = new Book();
      play(plan, stage, clock, book);
      List<Statement> statements = new Statements(plan, book).write();
      writeFiles(statements);
      story.stated(statements, folder.resolve("statements"));
      clock.moveTo(order.last().plusDays(1), LocalTime.of(9, 0));
      story.sealedStill(sha256);
      new Closing(plan, book, stage, new RawTables(gateway.dataSource(), order), story)
          .close(statements, sealed, sha256);
      return story.concluded();
    } finally {
      gateway.stop();
    }
  }

  private void mustBeEmpty() throws IOException {
    Files.createDirectories(folder);
    try (Stream<Path> files = Files.list(folder)) {
      if (files.findAny().isPresent()) {
        throw new IllegalArgumentException("目录必须为空 / the folder must be empty: " + folder);
      }
    }
  }

  private void play(MonthPlan plan, Stage stage, MonthClock clock, Book book) {
    long began = System.nanoTime();
    Play play = new Play(plan, stage, clock, book);
    Progress days = bar(order.last().getDayOfMonth());
    for (LocalDate day = order.first(); !day.isAfter(order.last()); day = day.plusDays(1)) {
      play.day(day);
      days.at(day.getDayOfMonth());
    }
    days.done();
    story.played(plan, book, play, elapsed(began));
  }

  private Progress bar(long total) {
    return new Progress(bars, watched, total);
  }

  private static Duration elapsed(long beganNanos) {
    return Duration.ofNanos(System.nanoTime() - beganNanos);
  }

  private void writeFiles(List<Statement> statements) throws IOException {
    Path to = Files.createDirectories(folder.resolve("statements"));
    for (Statement statement : statements) {
      Files.writeString(
          to.resolve(statement.partyKind() + "-" + statement.partyCode() + ".csv"),
          statement.csv());
    }
  }

  private ServeSettings settings() {
    ServeSettings.Address anyPort = new ServeSettings.Address("127.0.0.1", 0);
    Path data = folder.resolve("data");
    return new ServeSettings(
            data,
            data.resolve("secrets"),
            anyPort,
            null,
            POOL_SIZE,
            WORKERS,
            WRITERS,
            QUEUE_MAX,
            null,
            anyPort,
            false,
            null,
            POLICY_POLL,
            STOP_GRACE)
        .with(CLOSED_WHEN_ASKED);
  }
}
