package io.yizhan.gateway.casefile;

import io.yizhan.gateway.casefile.ClaimLines.ClaimLine;
import io.yizhan.policy.PolicyIssue;
import io.yizhan.settlement.Plans;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;

/**
 * Replays a file of claims under two policies on all cores. A round of lines is understood by all
 * threads together, then decided by all together, each thread its own households and persons in the
 * file's order: the answer is the same however many threads there are.
 */
public final class Impact {
  /** How many lines a thread understands in a round. */
  private static final int CHUNK_LINES = 4_096;

  /** How many bytes at most. */
  private static final long CHUNK_BYTES_MAX = 8L << 20;

  private static final int ISSUES_MAX = 100;

  private final Plans before;
  private final Plans after;
  private final int threads;

  /** A replay on this many threads. */
  public Impact(Plans before, Plans after, int threads) {
    this.before = before;
    this.after = after;
    this.threads = threads;
  }

  /**
   * What came out.
   *
   * @param badLines how many lines could not be understood
   * @param issues the first of what is wrong with them
   */
  public record Result(ImpactTally tally, long badLines, List<PolicyIssue> issues) {
    public Result {
      issues = List.copyOf(issues);
    }
  }

  /** Replays all claims; progress is told in bytes of the file. */
  public Result run(ClaimLines lines, LongConsumer progress)
      throws IOException, InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<ImpactPartition> partitions = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        partitions.add(new ImpactPartition(before, after));
      }
      List<PolicyIssue> issues = new ArrayList<>();
      long badLines = 0;
      List<List<BoundedLines.Line>> round = round(lines);
      while (!round.isEmpty()) {
        List<ClaimLine> claims = understand(pool, lines.parser(), round);
        claims.replaceAll(lines.households()::checked);
        for (ClaimLine claim : claims) {
          if (claim.entry().isEmpty()) {
            badLines++;
            claim.issues().stream().limit(ISSUES_MAX - issues.size()).forEach(issues::add);
          }
        }
        decide(pool, partitions, claims);
        progress.accept(lines.bytesRead());
        round = round(lines);
      }
      ImpactTally sum = new ImpactTally();
      partitions.forEach(partition -> sum.add(partition.tally()));
      return new Result(sum, badLines, issues);
    } finally {
      pool.shutdownNow();
    }
  }

  private List<List<BoundedLines.Line>> round(ClaimLines lines) throws IOException {
    List<List<BoundedLines.Line>> round = new ArrayList<>();
    boolean ended = false;
    while (round.size() < threads && !ended) {
      List<BoundedLines.Line> chunk = new ArrayList<>();
      long bytes = 0;
      while (chunk.size() < CHUNK_LINES && bytes < CHUNK_BYTES_MAX && !ended) {
        Optional<BoundedLines.Line> line = lines.nextRaw();
        line.ifPresent(chunk::add);
        bytes += line.map(read -> read.bytes().length).orElse(0);
        ended = line.isEmpty();
      }
      if (!chunk.isEmpty()) {
        round.add(chunk);
      }
    }
    return round;
  }

  private static List<ClaimLine> understand(
      ExecutorService pool, ClaimLines.Parser parser, List<List<BoundedLines.Line>> round)
      throws InterruptedException {
    List<Callable<List<ClaimLine>>> tasks = new ArrayList<>();
    for (List<BoundedLines.Line> chunk : round) {
      tasks.add(() -> chunk.stream().map(parser::parse).toList());
    }
    List<ClaimLine> claims = new ArrayList<>();
    for (Future<List<ClaimLine>> done : pool.invokeAll(tasks)) {
      claims.addAll(resultOf(done));
    }
    return claims;
  }

  private static void decide(
      ExecutorService pool, List<ImpactPartition> partitions, List<ClaimLine> claims)
      throws InterruptedException {
    List<Callable<Boolean>> tasks = new ArrayList<>();
    for (int i = 0; i < partitions.size(); i++) {
      int own = i;
      tasks.add(
          () -> {
            for (ClaimLine claim : claims) {
              if (claim.entry().isPresent() && placeOf(claim, partitions.size()) == own) {
                partitions
                    .get(own)
                    .add(claim.number(), claim.household(), claim.person(), claim.entry().get());
              }
            }
            return true;
          });
    }
    for (Future<Boolean> done : pool.invokeAll(tasks)) {
      resultOf(done);
    }
  }

  /** A household or person is always decided by the same thread; a claim of nobody by any. */
  private static int placeOf(ClaimLine claim, int partitions) {
    String whose = claim.household().isEmpty() ? claim.person() : claim.household();
    int hash = whose.isEmpty() ? claim.number() : whose.hashCode();
    return Math.floorMod(hash, partitions);
  }

  private static <T> T resultOf(Future<T> done) throws InterruptedException {
    try {
      return done.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a claim could not be decided", e.getCause());
    }
  }
}
